import pytest

from exports.rules.run_sheets import Block, Lane, Row, rows, sheets_of_lanes


def block(title, starts="", ends="", lane=None, **more):
    return Block(title=title, starts=starts, ends=ends, lane=lane, **more)


def titles(row: Row):
    if row.everybody:
        return row.everybody.title
    return tuple(tuple(shown.title for shown in column) for column in row.columns)


@pytest.mark.parametrize(
    ("count", "sheets"),
    [
        (0, [[]]),
        (1, [[0]]),
        (3, [[0, 1, 2]]),
        (4, [[0, 1], [2, 3]]),
        (5, [[0, 1], [2, 3, 4]]),
        (6, [[0, 1], [2, 3], [4, 5]]),
    ],
)
def test_up_to_three_lanes_share_a_sheet_and_more_go_in_pairs(count, sheets):
    assert sheets_of_lanes([Lane(str(number)) for number in range(count)]) == sheets


def test_blocks_of_different_lanes_that_start_together_stand_side_by_side():
    shown = rows(
        [
            block("布展", "09:45", "10:30", 2),
            block("启动仪式", "09:00"),
            block("游戏 A", "09:45", "10:40", 0),
            block("游戏 B", "09:50", "10:40", 1),
        ],
        [0, 1, 2],
    )

    assert [titles(row) for row in shown] == [
        "启动仪式",
        (("游戏 A",), (), ("布展",)),
        ((), ("游戏 B",), ()),
    ]


def test_a_row_says_its_end_only_when_all_its_columns_share_it():
    together = rows([block("a", "09:00", "09:20", 0), block("b", "09:00", "09:20", 1)], [0, 1])
    apart = rows([block("a", "09:00", "09:20", 0), block("b", "09:00", "09:30", 1)], [0, 1])

    assert [(row.ends, row.minutes) for row in together] == [("09:20", 20)]
    assert [(row.ends, row.minutes) for row in apart] == [("", None)]


def test_a_row_over_midnight_has_its_real_length():
    assert rows([block("守夜", "23:30", "00:15")], [])[0].minutes == 45


def test_blocks_without_a_time_come_last_and_each_has_its_own_line():
    shown = rows(
        [block("x", lane=0), block("y", lane=0), block("z", lane=1), block("w", "08:00")], [0, 1]
    )

    assert [titles(row) for row in shown] == ["w", (("x",), ()), (("y",), ("z",))]


def test_a_sheet_leaves_out_other_lanes_but_never_what_everybody_does():
    shown = rows(
        [block("a", "09:00", lane=0), block("c", "09:00", lane=2), block("all", "10:00")], [2]
    )

    assert [titles(row) for row in shown] == [(("c",),), "all"]


def test_a_row_is_fixed_when_one_of_its_blocks_is():
    shown = rows([block("a", "09:00", lane=0), block("b", "09:00", lane=1, fixed=True)], [0, 1])

    assert [row.fixed for row in shown] == [True]
