//! What is shown in Chinese beside a text that is signed.

use chartkey_vocabulary::{Addressee, Retraction};

use super::*;

fn text_zh(command: Command) -> String {
    instruction(command).text_zh(&DOMAIN).unwrap()
}

fn line_zh(command: Command, label: &str) -> String {
    let text = text_zh(command);
    let found = text.lines().find_map(|line| line.strip_prefix(&format!("{label}：")));
    found.unwrap().to_owned()
}

#[test]
fn a_whole_text_has_a_line_for_each_english_line_and_is_not_wrapped() {
    let (chart, contract, chain) = (hex_of(0xca), hex_of(0xc0), hex_of(0x0d));
    let expected = format!(
        "Chartkey：查阅记录\n病历编号：{chart}\n各条记录编号：3、7\n合约账户：{contract}\n\
         区块链：{chain}\n通道：2\n序号：41\n\
         签名有效期至：2027-01-15 08:00 UTC（北京时间 16:00）"
    );
    assert_eq!(text_zh(open(&[3, 7])), expected);
    let english = text(open(&[3, 7])).unwrap();
    assert_eq!(english.lines().count(), expected.lines().count());
}

#[test]
fn a_session_says_how_long_it_lasts_and_its_categories() {
    let session = || open_session(Categories::of(&[Category::Laboratory, Category::Imaging]));
    assert_eq!(line_zh(session(), "Chartkey"), "在60分钟内查阅这些类别的全部记录");
    assert_eq!(line_zh(session(), "类别范围"), "检验、影像");
}

#[test]
fn a_guardians_approval_is_shown_too() {
    let recovery = Recovery {
        chart: PatientId([0xca; 32]),
        key: [0x4e; 32],
        round: 5,
        approvals: 2,
        deadline: NOW,
    };
    let text = recovery.text_zh(&DOMAIN).unwrap();
    assert!(text.starts_with("Chartkey：以守护人身份同意更换新密钥\n"));
    assert!(text.contains("\n轮次：5\n同意的守护人数：2\n"));
}

#[test]
fn a_time_is_said_in_utc_and_on_the_clocks_of_china() {
    for (time, words) in [
        (NOW, "2027-01-15 08:00 UTC（北京时间 16:00）"),
        (NOW + 7 * 60 * MINUTE + 59 * MINUTE, "2027-01-15 15:59 UTC（北京时间 23:59）"),
        (NOW + 8 * 60 * MINUTE, "2027-01-15 16:00 UTC（北京时间次日 00:00）"),
        (253_402_300_740_000, "9999-12-31 23:59 UTC（北京时间次日 07:59）"),
    ] {
        let until = grant(Terms { until: Some(time), ..terms() });
        assert_eq!(line_zh(until, "结束时间"), words);
    }
    assert_eq!(line_zh(deny(Terms { until: None, ..terms() }), "结束时间"), "无期限");
}

#[test]
fn members_of_sets_stand_with_the_comma_of_lists() {
    let categories = Categories::of(&[Category::Laboratory, Category::Imaging]);
    let two = Terms { scope: Scope::Categories(categories), ..terms() };
    assert_eq!(line_zh(grant(two), "类别范围"), "检验、影像");
    assert_eq!(line_zh(grant(two), "用途"), "诊疗");
    assert_eq!(line_zh(grant(two), "操作"), "查阅");
}

#[test]
fn a_deny_says_what_it_shuts_out() {
    let everything = Terms {
        grantee: Grantee::Anyone,
        scope: Scope::Categories(Categories::EVERYTHING),
        purposes: Purposes::EVERYTHING,
        ..terms()
    };
    let shut = || deny(everything);
    assert_eq!(line_zh(shut(), "Chartkey"), "拒绝访问");
    assert_eq!(line_zh(shut(), "对象"), "任何人，包括您的家属和代理人");
    assert_eq!(line_zh(shut(), "类别范围"), "全部，包括以后新增的");
    assert_eq!(line_zh(shut(), "用途"), "全部，包括以后新增的");
    assert_eq!(line_zh(shut(), "紧急情况下"), "不予查阅");
    assert_eq!(line_zh(deny(terms()), "紧急情况下"), "按您设定的可查阅内容");
}

#[test]
fn a_permit_says_whom_it_lets_in() {
    let to = |grantee| grant(Terms { grantee, ..terms() });
    assert_eq!(line_zh(to(Grantee::Anyone), "对象"), "所有医疗机构的所有医务人员");
    assert_eq!(line_zh(to(Grantee::Organization(OrgId(12))), "对象（医疗机构）"), "12");
    let reading = Terms { purposes: Purpose::FamilyRequest.into(), ..terms() };
    let label = "对象（您的家属或代理人，只能查阅，不能代您同意）";
    assert_eq!(line_zh(grant(reading), label), hex_of(0xd0));
}

#[test]
fn a_self_report_says_whom_it_is_sent_to() {
    let sent_to = |addressee| {
        let document = NewDocument { category: Category::VitalSigns, version: version("x") };
        Command::SelfReport(Box::new(SelfReport { document, addressee }))
    };
    assert_eq!(line_zh(sent_to(None), "发送对象"), "不发送给任何人");
    let organization = sent_to(Some(Addressee::Organization(OrgId(12))));
    assert_eq!(line_zh(organization, "发送对象（医疗机构，供诊疗查阅）"), "12");
}

#[test]
fn a_reason_has_its_words() {
    assert_eq!(line_zh(Command::Retract(7, Retraction::WrongPatient), "原因"), "患者有误");
}

#[test]
fn what_has_no_text_is_not_shown_either() {
    let command = grant(Terms { purposes: Purposes::EMPTY, ..terms() });
    let refused = instruction(command.clone()).text_zh(&DOMAIN);
    assert_eq!(refused.unwrap_err(), text(command).unwrap_err());
}

#[test]
fn the_examples_of_the_readme_are_such_texts() {
    let example = Terms {
        scope: Scope::Categories(Categories::of(&[Category::Laboratory, Category::Imaging])),
        purposes: Purposes::of(&[Purpose::Treatment, Purpose::EmergencyTreatment]),
        until: Some(1_835_481_540_000),
        ..terms()
    };
    for shown in [text(grant(example)).unwrap(), text_zh(grant(example))] {
        let shown = format!("```text\n{shown}\n```");
        assert!(include_str!("../../README.md").contains(&shown), "{shown}");
    }
}
