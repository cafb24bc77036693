"""A page of 50 rows: ours from PostgreSQL, beside bare Litestar and Django with Jinja2.

Ours is the list of participants, with session, policy, frame, menu counts and all headers. Bare
Litestar answers the very same bytes from memory. Django reads 50 rows from SQLite through its ORM
and renders a plain table with Jinja2, without session or menu.
"""

import asyncio
import os
import sys
import types
from typing import Any

from benchmarks import stage

ROWS = 50


def django_app() -> stage.App:
    import django
    from django.conf import settings
    from django.core.asgi import get_asgi_application
    from django.http import HttpRequest, HttpResponse
    from django.urls import path
    from jinja2 import Environment

    settings.configure(
        SECRET_KEY="bench",  # noqa: S106 -- signs nothing
        ALLOWED_HOSTS=["plan.example"],
        ROOT_URLCONF=__name__ + "_urls",
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": "file:bench?mode=memory&cache=shared",
            }
        },
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.middleware.common.CommonMiddleware",
        ],
    )
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # only while the table is made
    django.setup()
    from django.db import connection, models

    class Row(models.Model):  # noqa: DJ008 -- shown nowhere
        codename: Any = models.CharField(max_length=20)
        grade: Any = models.IntegerField()
        interests: Any = models.CharField(max_length=100)

        class Meta:
            app_label = "bench"

    with connection.schema_editor() as editor:
        editor.create_model(Row)
    Row.objects.bulk_create(
        Row(codename=f"c{n}", grade=7, interests="drawing, chess") for n in range(ROWS)
    )
    template = Environment(autoescape=True).from_string(
        "<!doctype html><title>Children</title><table>{% for r in rows %}<tr><th>{{ r.codename }}</th>"
        "<td>{{ r.grade }}</td><td>{{ r.interests }}</td></tr>{% endfor %}</table>"
    )

    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]

    def page(_: HttpRequest) -> HttpResponse:
        return HttpResponse(template.render(rows=list(Row.objects.all())))

    urls = types.ModuleType(__name__ + "_urls")
    urls.urlpatterns = [path("", page)]  # type: ignore[attr-defined]
    sys.modules[urls.__name__] = urls
    return get_asgi_application()  # type: ignore[no-any-return]


async def main() -> None:
    async with stage.database():
        from accounts import sessions
        from kit import i18n
        from tests import make
        from volunteers import participants
        from volunteers.rules.participants import NewParticipant
        from web.app import create_app

        actor = await make.actor()
        activity = await make.activity(actor)
        with i18n.speaking("en"):
            for n in range(ROWS):
                await participants.add(
                    actor,
                    activity.id,
                    NewParticipant(codename=f"child {n}", grade=7, interests=("drawing", "chess")),
                )
        token = await sessions.begin(actor.account_id, actor.organization_id)
        ours, path = create_app(), f"/a/{activity.id}/participants"
        signed_in = [("cookie", f"__Host-sid={token}"), ("accept-language", "en")]
        status, size, _ = await stage.ask(ours, path, signed_in)  # type: ignore[arg-type]
        assert status == 200, status
        litestar, django = stage.bare(b"x" * size, "text/html"), django_app()
        figures = await stage.compare(
            {
                f"ours, {ROWS} rows, {size // 1024} KiB": lambda: stage.ask(ours, path, signed_in),  # type: ignore[arg-type]
                "bare Litestar, the same bytes": lambda: stage.ask(litestar, "/"),
                "Django + Jinja2 + SQLite": lambda: stage.ask(django, "/"),
            }
        )
        stage.table(figures, "Django + Jinja2 + SQLite")


asyncio.run(main())
