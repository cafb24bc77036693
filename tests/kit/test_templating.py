from kit import i18n
from kit.templating import environment


def rendered(template, locale, **context):
    with i18n.speaking(locale):
        return environment.from_string(template).render(context)


def test_a_sentence_is_remembered_in_each_language_by_itself():
    both = [rendered('{{ _("Budget") }}', locale) for locale in ("en", "zh_Hans", "en")]

    assert both == ["Budget", "预算", "Budget"]


def test_what_people_wrote_is_escaped_inside_a_sentence():
    said = rendered('{{ _("%(what)s is <b>due</b>", what=what) }}', "en", what="<i>")

    assert said == "&lt;i&gt; is <b>due</b>"


def test_a_sentence_is_escaped_where_jinja_escapes_and_nowhere_else():
    template = '{{ _("A & B") ~ x }}{% autoescape false %}{{ _("A & B") ~ x }}{% endautoescape %}'

    assert rendered(template, "en", x="<") == "A & B&lt;A & B<"


def test_a_percent_sign_is_written_once_with_and_without_places():
    assert rendered('{{ _("100%% of it") }} {{ _("%(n)s%%", n=5) }}', "en") == "100% of it 5%"


def test_an_attribute_that_does_not_hold_is_not_written():
    """`required="False"` would still be required."""
    shown = environment.from_string(
        '{% from "parts/field.html" import field %}{{ field("a", "A", required=false) }}|'
        '{{ field("a", "A", required=true, min=0) }}'
    ).render()
    optional, needed = shown.split("|")
    assert "required" not in optional
    assert 'required="required"' in needed
    assert 'min="0"' in needed
