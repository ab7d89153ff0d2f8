//! The form of locators.

use chartkey_vocabulary::{Locator, OrgId, Text, MAX_TEXT_BYTES};

const CID: &str = "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq";

#[test]
fn a_locator_is_written_and_read_back() {
    for (number, expected) in [
        (0, "0/bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq"),
        (7, "7/bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq"),
        (3_141_592_653, "3141592653/bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq"),
        (u32::MAX, "4294967295/bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq"),
    ] {
        let locator = Locator { organization: OrgId(number), cid: CID };
        let text = locator.text();
        assert_eq!(text, Text::from(expected));
        assert_eq!(Locator::read(&text), Some(locator));
        text.check().unwrap();
    }
}

#[test]
fn nothing_else_is_a_locator() {
    for other in [
        "",
        "/",
        "7/",
        "/bafkrei",
        CID,
        "+7/bafkrei",
        "-7/bafkrei",
        "07/bafkrei",
        "00/bafkrei",
        " 7/bafkrei",
        "7 /bafkrei",
        "7/bafkrei ",
        "7//bafkrei",
        "7/bafkrei/part",
        "7/../bafkrei",
        "7/bafkrei?name=1",
        "7/http:example",
        "4294967296/bafkrei",
        "https://example.org/bafkrei",
        "7\\bafkrei",
        "7/b\u{e4}fkrei",
    ] {
        assert_eq!(Locator::read(&Text::from(other)), None, "{other:?}");
    }
}

#[test]
fn the_longest_cid_makes_the_longest_text() {
    let cid = "b".repeat(117);
    let longest = Locator { organization: OrgId(u32::MAX), cid: &cid }.text();
    assert_eq!(longest.as_bytes().len(), MAX_TEXT_BYTES);
    longest.check().unwrap();
}
