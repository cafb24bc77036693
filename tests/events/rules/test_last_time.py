from events.rules.last_time import beside


def paired(then, now):
    return beside(then, now, lambda one: one[0])


def test_what_has_one_name_stands_beside_itself_in_the_order_of_now():
    assert paired(["a1", "b1"], ["b2", "a2"]) == [("b1", "b2"), ("a1", "a2")]


def test_what_is_new_has_no_past_and_what_is_gone_stands_where_it_was():
    assert paired(["a1", "x1", "b1", "y1"], ["a2", "n2", "b2"]) == [
        ("a1", "a2"),
        (None, "n2"),
        ("x1", None),
        ("b1", "b2"),
        ("y1", None),
    ]


def test_of_several_with_one_name_the_first_goes_with_the_first():
    assert paired(["a1", "a2"], ["a3"]) == [("a1", "a3"), ("a2", None)]
    assert paired([], []) == []
