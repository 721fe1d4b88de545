//! Faults of a workbook name the cell, the column as it is headed, and the mend, also where they show only against what is
//! recorded.

use crate::{
    form_again::{Sheet, apply, filled, meeting, origin, with},
    forms::{base, of_session},
    office::Office,
};

/// Two motions, of the first all ballots, under these numbers and with these counts.
fn motions(numbers: [&'static str; 2], counts: [[&'static str; 3]; 2], are_cast: bool) -> Vec<Sheet> {
    let row = |at: usize, title| [&[numbers[at], title][..], &counts[at]].concat();
    let cast = |choice| if are_cast { choice } else { "" };
    vec![
        of_session(vec![vec!["届", "2"], vec!["次", "4"], vec!["开始", "2024-03-14"]]),
        ("出席", vec![vec!["单位", "出席情况"], vec!["第1科技园", "出席"], vec!["第2科技园", "出席"]]),
        ("议题", vec![vec!["序号", "议题", "赞成", "反对", "弃权"], row(0, "年度计划"), row(1, "预算")]),
        (
            "表决",
            vec![
                vec!["单位", "议题1", "议题2"],
                vec!["第1科技园", cast("赞成"), cast("赞成")],
                vec!["第2科技园", cast("反对"), cast("赞成")],
            ],
        ),
    ]
}

#[test]
fn motions_that_were_renumbered_are_told_by_their_cells() {
    let office = Office::with(base());
    let line = origin(&office, &[]);
    let none = [["", "", ""]; 2];
    let enter = |sheets: &[Sheet]| apply(&office, &filled(&office, "会议.xlsx", sheets, Some(&line)));
    assert_eq!(enter(&motions(["1", "2"], none, true)).code, 0);
    let before = office.state();
    for are_cast in [true, false] {
        let answer = enter(&motions(["2", "1"], [["1", "1", "0"], ["2", "0", "0"]], are_cast));
        assert!(answer.code == 1 && office.state() == before, "{}", answer.err);
        for said in [
            "会议.xlsx 议题!D3: 反对（no）为0，而逐票（ballots）中反对有1票",
            "会议.xlsx 议题!C2: 赞成（yes）为1，而逐票（ballots）中赞成有2票",
        ] {
            assert!(answer.err.contains(said), "{said}: {}", answer.err);
        }
    }
    // By commands the motion is named.
    let answer = office.run(&["--lang", "zh", "vote", "record", "2-4/1", "--no", "0"]);
    assert!(answer.code == 1 && answer.err.contains("--no: 反对（no）为0"), "{}", answer.err);
    let file = office.file("m.toml", "[[session]]\nterm = 2\nnumber = 4\nstart = 2024-03-14\npresent = 1\n");
    let answer = office.run(&["--lang", "zh", "apply", &file]);
    assert!(answer.code == 1 && answer.err.contains("2-4/1: 逐票（ballots）的票数为2"), "{}", answer.err);
}

#[test]
fn ballots_of_a_motion_that_was_deleted_are_told_with_the_mend() {
    let office = Office::with(base());
    let mut sheets = motions(["1", "2"], [["", "", ""]; 2], true);
    sheets[2].1.truncate(2);
    let answer = apply(&office, &filled(&office, "会议.xlsx", &sheets, None));
    assert_eq!(answer.code, 1, "{}", answer.err);
    for said in ["会议.xlsx 表决!C1: “议题”表中没有序号为2的议题", "请一并清空“表决”表中的该列"]
    {
        assert!(answer.err.contains(said), "{said}: {}", answer.err);
    }
    sheets[3].1.iter_mut().for_each(|row| row.truncate(2));
    assert_eq!(apply(&office, &filled(&office, "会议.xlsx", &sheets, None)).code, 0);
}

#[test]
fn a_meetings_workbook_is_no_list_to_import() {
    let office = Office::with(base());
    let line = origin(&office, &[]);
    let visit = ("考察", vec![vec!["接待单位", "第1科技园"], vec!["开始", "2024-05-06"]]);
    for sheets in [meeting(), vec![visit]] {
        let before = office.state();
        let file = filled(&office, "会议.xlsx", &sheets, Some(&line));
        let answer = office.run(&["--lang", "zh", "import", &file]);
        assert!(answer.code == 1 && office.state() == before, "{}", answer.err);
        assert!(answer.err.contains(&format!("alliance apply {file}")), "{}", answer.err);
        assert_eq!(
            answer.err.lines().filter(|line| !line.starts_with("warning")).count(),
            2,
            "{}",
            answer.err
        );
        assert_eq!(office.run(&["apply", &file]).code, 0);
        office.say("undo");
    }
    // A list of sessions may be called so.
    let rows = vec![vec!["届", "次", "开始", "地点"], vec!["2", "5", "2024-03-14", "合肥"]];
    let answer =
        office.run(&["--lang", "zh", "import", &filled(&office, "清单.xlsx", &[("会议", rows)], None)]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    assert_eq!(office.json(&["session", "show", "2-5"])["venue"], "合肥");
}

#[test]
fn a_blank_cell_is_told_where_it_is() {
    let office = Office::with(base());
    // What is missing, at its own cell.
    let sheets = with(meeting(), "会议", "开始", 1, "");
    let mut sheets = with(sheets, "议题", "2", 1, "");
    sheets[5].1.truncate(1);
    let answer = apply(&office, &filled(&office, "会议.xlsx", &sheets, None));
    assert_eq!(answer.code, 1, "{}", answer.err);
    for said in
        ["会议!B3: 会议（session）缺少必填的“开始”（start）", "议题!B3: 议题（session.motion）缺少必填的"]
    {
        assert!(answer.err.contains(said), "{said}: {}", answer.err);
    }
    // A title that is recorded, in the column of titles; a candidate's votes in the candidate's row.
    assert_eq!(apply(&office, &filled(&office, "会议.xlsx", &meeting(), None)).code, 0);
    for (sheets, said) in [
        (with(meeting(), "出席", "第1科技园", 3, ""), "出席!D2"),
        (with(meeting(), "候选人", "吴五", 3, ""), "候选人!A2"),
    ] {
        let answer = apply(&office, &filled(&office, "会议.xlsx", &sheets, None));
        assert!(
            answer.code == 0 && answer.err.contains(&format!("{said}：空白单元格")),
            "{said}: {}",
            answer.err
        );
    }
}
