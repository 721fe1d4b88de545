//! What is recorded of a thing is read by the table of nouns: a field that stands there alone is in every answer.

use crate::office::Office;
use serde_json::json;

const RECORD: &str = r#"
[[organization]]
name = "甲园"
code = "jia"
founded = "1999-05"
former_names = [{ name = "甲旧园", until = 2019-12-31 }]
[[person]]
name = "王芳"
organization = "甲园"
[[contact]]
organization = "甲园"
person = "王芳"
duty = "财务"
phone = "021-1"
from = 2020-01-01
until = 2021-12-31
"#;

fn recorded() -> Office {
    let office = Office::new();
    let file = office.file("record.toml", RECORD);
    office.ok(&["apply", &file]);
    office
}

#[test]
fn a_field_of_the_table_is_in_every_answer() {
    let office = recorded();
    assert_eq!(office.json(&["org", "show", "jia"])["founded"], "1999-05");
    assert_eq!(office.json(&["member", "show", "jia"])["founded"], "1999-05");
    assert_eq!(office.json(&["org", "list"])[0]["founded"], "1999-05");
    let csv = office.ok(&["org", "list", "--format", "csv"]);
    assert!(csv.starts_with("ref,code,name,") && csv.contains("website,founded,aliases"), "{csv}");
    assert!(csv.contains(",1999-05,"), "{csv}");
    assert!(office.ok(&["--lang", "zh", "org", "show", "jia"]).contains("成立日期：1999-05\n"));
    let named = office.ok(&["--lang", "zh", "org", "list", "--columns", "单位名称,成立日期"]);
    assert!(named.contains("1999-05"), "{named}");
}

#[test]
fn contacts_are_listed_and_shown_with_the_names_of_the_day() {
    let office = recorded();
    let contact = json!({
        "ref": "c1", "organization": { "code": "jia", "name": "甲园" }, "person": "王芳", "duty": "财务",
        "email": null, "phone": "021-1", "from": "2020-01-01", "until": "2021-12-31",
    });
    assert_eq!(office.json(&["contact", "list"]), json!([contact]));
    assert_eq!(office.json(&["contact", "show", "c1"]), contact);
    assert_eq!(office.json(&["contact", "list", "--as-of", "2021-12-31"]), json!([contact]));
    for day in ["2019-12-31", "2022-01-01"] {
        assert_eq!(office.json(&["contact", "list", "--as-of", day]), json!([]));
    }
    let fault = office.run(&["contact", "show", "c2"]);
    assert_eq!(fault.code, 1);
    assert!(office.ok(&["--lang", "zh", "contact", "show", "c1"]).contains("事项：财务\n"));
}
