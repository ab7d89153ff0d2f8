//! What everything costs is measured, and stays within the goals.

use std::{fs, path::Path, sync::LazyLock};

use anyhow::{anyhow, Context, Result};
use chartkey_e2e_tests::{
    costs::{growth, page, Block, Figure, Filled, Report},
    Bundle, Cost, Deposit,
};

/// The codes that run in the place of the contract that is called.
const HANDED_ON: [&str; 4] =
    ["consent-changes", "record-batches", "record-emergencies", "record-upkeep"];

/// One run, with little growth: tests/growth.rs looks at that.
fn report() -> Result<&'static Report> {
    static REPORT: LazyLock<Result<Report>> =
        LazyLock::new(|| Report::new("2026-01-01".into(), growth::measure(&[2, 3], &[1, 2])?));
    REPORT.as_ref().map_err(|error| anyhow!("{error:#}"))
}

fn find<'a>(figures: &'a [Figure], message: &str) -> Result<&'a Figure> {
    figures.iter().find(|figure| figure.message == message).context("not measured")
}

/// Checks how many transfers of the token a message takes at the most, in thousandths.
fn at_most(message: &str, records: u64, thousandths: u64) -> Result<()> {
    let report = report()?;
    let transfer = find(&report.peers, "transfer")?.ref_time;
    let taken = find(&report.messages, message)?.ref_time;
    let most = transfer * thousandths * records / 1_000;
    println!("{message}: {} thousandths of a transfer", taken * 1_000 / transfer / records);
    assert!(taken <= most, "{message} takes {taken}, at most {most} is the goal");
    Ok(())
}

/// What the openings of this name cost together that fill a page of the log.
fn page_of(opened: &str) -> Result<Cost> {
    let page: Vec<_> = report()?.log.iter().filter(|one| one.opened == opened).collect();
    let places: Vec<_> = page.iter().map(|one| one.place).collect();
    assert_eq!(places, (0..16).collect::<Vec<_>>(), "{opened}");
    let sum = |all: Cost, one: &Filled| Cost {
        ref_time: all.ref_time + one.ref_time,
        proof_size: all.proof_size + one.proof_size,
        items: all.items + one.items,
        bytes: all.bytes + one.bytes,
    };
    Ok(page.into_iter().fold(Cost::default(), sum))
}

/// Checks how many transfers of the token an opening takes at the most in the mean of a page, in
/// thousandths for each record or session.
fn opened_at_most(opened: &str, records: u64, thousandths: u64) -> Result<()> {
    let transfer = find(&report()?.peers, "transfer")?.ref_time;
    let taken = page_of(opened)?.ref_time;
    println!("{opened}: {} thousandths", taken * 1_000 / 16 / records / transfer);
    assert!(taken <= transfer * thousandths * records * 16 / 1_000, "{opened} takes {taken}");
    Ok(())
}

/// The goal is 1.9, which docs/costs.md shows as missed.
#[test]
fn opening_one_record_costs_at_most_1_94_transfers() -> Result<()> {
    opened_at_most("one record", 1, 1_940)
}

#[test]
fn a_session_costs_at_most_1_95_transfers() -> Result<()> {
    opened_at_most("a session", 1, 1_950)
}

#[test]
fn a_record_of_twenty_costs_at_most_13_hundredths_of_a_transfer_and_4000_bytes_of_proof(
) -> Result<()> {
    opened_at_most("20 records", 20, 130)?;
    let proof = page_of("20 records")?.proof_size;
    assert!(proof <= 16 * 20 * 4_000, "{proof}");
    Ok(())
}

#[test]
fn a_block_has_room_for_950_opened_records_of_a_parachain_and_5000_of_the_development_chain(
) -> Result<()> {
    let page = page_of("20 records")?;
    let mean = Cost {
        ref_time: page.ref_time.div_ceil(16),
        proof_size: page.proof_size.div_ceil(16),
        ..page
    };
    let opened = |block: Block| block.room(&mean).0 * 20;
    assert!(opened(Block::PARACHAIN) >= 950, "{mean:?}");
    assert!(opened(Block::DEVELOPMENT_CHAIN) >= 5_000, "{mean:?}");
    Ok(())
}

#[test]
fn an_entry_about_one_record_costs_a_deposit_of_at_most_7_thousandths_of_a_unit() -> Result<()> {
    let page = page_of("one record")?;
    assert_eq!(page.items, 1, "one item for the whole page");
    assert!(Deposit::DEVELOPMENT_CHAIN.of(&page) <= 16 * 7_000_000_000, "{page:?}");
    Ok(())
}

/// How long it takes hangs on the machine; how much less a list takes does not.
#[test]
fn twenty_records_in_a_list_take_at_most_a_tenth_of_the_cpu_of_twenty_openings() -> Result<()> {
    let cpu = &report()?.cpu;
    let time = |opened: &str| {
        let time = cpu.iter().find(|time| time.opened == opened).context("not timed")?;
        anyhow::Ok(time.nanoseconds)
    };
    assert!(time("20 records")? * 10 <= time("one record")? * 20, "{cpu:?}");
    assert!(time("a session")? * 10 <= time("one record")? * 20, "{cpu:?}");
    Ok(())
}

/// Whoever reaches one of them takes it off this list, and lowers the ceiling of its test.
#[test]
fn no_goal_is_missed_but_those_that_are_known() -> Result<()> {
    let missed = report()?.goals.iter().filter(|goal| !goal.met).map(|goal| goal.name.as_str());
    // How fast the machine is says nothing of the contracts.
    let missed: Vec<_> = missed.filter(|name| !name.starts_with("CPU time")).collect();
    let known = ["open, one record, per transfer", "anchoring 100,000 records, per transfer"];
    assert_eq!(missed, known);
    Ok(())
}

#[test]
fn registering_costs_at_most_1_7_transfers() -> Result<()> {
    at_most("register", 1, 1_700)
}

#[test]
fn a_decision_costs_at_most_three_quarters_of_a_transfer() -> Result<()> {
    at_most("decide", 1, 750)
}

#[test]
fn a_record_of_a_full_batch_costs_at_most_a_tenth_of_a_transfer() -> Result<()> {
    at_most("register_many (64)", 64, 100)
}

/// The goal is 1.5, which docs/costs.md shows as missed.
#[test]
fn anchoring_a_hundred_thousand_records_costs_at_most_1_6_transfers() -> Result<()> {
    let anchor = find(&report()?.messages, "anchor")?;
    assert!(anchor.case.starts_with("100,000 records more, proven with "), "{anchor:?}");
    at_most("anchor", 1, 1_600)
}

#[test]
fn anchoring_a_hundred_thousand_releases_costs_at_most_1_6_transfers() -> Result<()> {
    let anchor = find(&report()?.messages, "anchor (releases)")?;
    assert!(anchor.case.starts_with("100,000 releases more, proven with "), "{anchor:?}");
    at_most("anchor (releases)", 1, 1_600)
}

/// The relayer pays for the patient's word: the text, its signature and one contract more.
#[test]
fn a_signed_grant_with_an_envelope_costs_at_most_2_8_transfers() -> Result<()> {
    at_most("submit (grant with an envelope)", 1, 2_800)
}

#[test]
fn a_relayer_opens_a_chart_for_a_deposit_of_at_most_21_hundredths_of_a_unit() -> Result<()> {
    let created = find(&report()?.messages, "submit (create chart)")?;
    assert!(created.deposit <= 210_000_000_000, "{created:?}");
    Ok(())
}

/// With the chart, its account and an X25519 key of each of the 20 categories.
#[test]
fn a_patient_who_can_be_written_to_costs_her_relayer_at_most_35_hundredths_of_a_unit() -> Result<()>
{
    let messages = &report()?.messages;
    let created = find(messages, "submit (create chart)")?;
    let keys = find(messages, "submit (rekey, all 20 first keys)")?;
    let deposit = created.deposit + keys.deposit;
    println!("{deposit} planck");
    assert!(deposit <= 350_000_000_000, "{created:?} {keys:?}");
    Ok(())
}

/// What may come in a batch, or of which there may be many, at its largest.
#[test]
fn the_largest_calls_fit_in_a_block_of_a_parachain() -> Result<()> {
    for message in [
        "register_many (64)",
        "confirm (64)",
        "erase_document (32 versions)",
        "rekey (20 keys)",
        "grant (64th provision)",
        "deny (full list)",
        "submit (rekey, 20 keys)",
        "submit (rekey, all 20 first keys)",
        "open (32 records)",
    ] {
        let largest = find(&report()?.messages, message)?;
        assert!(largest.per_block >= 1 && largest.per_parachain_block >= 1, "{largest:?}");
    }
    Ok(())
}

#[test]
fn at_least_300_openings_fit_in_a_block() -> Result<()> {
    let open = find(&report()?.messages, "open")?;
    assert!(open.per_block >= 300, "{open:?}");
    Ok(())
}

#[test]
fn an_opening_emits_one_event_without_a_topic() -> Result<()> {
    for message in [
        "open",
        "open (refused)",
        "open (by the patient)",
        "open (first of the log)",
        "open (16th of a page)",
        "open (20 records)",
        "open (a session)",
    ] {
        let open = find(&report()?.messages, message)?;
        assert_eq!((open.events, open.topics), (1, 0), "{message}");
    }
    Ok(())
}

#[test]
fn every_message_of_every_contract_is_measured() -> Result<()> {
    let report = report()?;
    let mut parts = Vec::new();
    for contract in contracts(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../contracts"))? {
        let name = contract.replace('-', "_");
        let bundle = Bundle::AccessLog.path().with_file_name(name).with_extension("contract");
        let metadata: serde_json::Value = serde_json::from_slice(&fs::read(bundle)?)?;
        let is_part = HANDED_ON.contains(&contract.as_str());
        for message in metadata["spec"]["messages"].as_array().context("no messages")? {
            let measured = report.messages.iter().any(|figure| {
                message["label"] == figure.base() && (figure.contract == contract || is_part)
            });
            assert!(measured, "{contract} {}", message["label"]);
        }
        assert!(report.wasm.iter().any(|code| code.contract == contract), "{contract}");
        if is_part {
            parts.push(contract);
        } else {
            assert!(report.messages.iter().any(|figure| figure.contract == contract));
        }
    }
    parts.sort_unstable();
    assert_eq!(parts, HANDED_ON);
    Ok(())
}

/// The names of the contracts and parts whose sources are in a folder, or in one of its folders.
fn contracts(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if !path.is_dir() {
            continue;
        }
        names.extend(contracts(&path)?);
        let source = fs::read_to_string(path.join("src/lib.rs")).unwrap_or_default();
        if source.contains("#[ink::contract]") {
            let manifest = fs::read_to_string(path.join("Cargo.toml"))?;
            let name = manifest.lines().find_map(|line| line.strip_prefix("name = \""));
            names.push(name.context("no name")?.trim_end_matches('"').to_owned());
        }
    }
    Ok(names)
}

#[test]
fn every_kind_of_command_is_measured() -> Result<()> {
    let metadata = Bundle::PatientAccount.metadata()?;
    let types = metadata["types"].as_array().context("no types")?;
    let path = serde_json::json!(["chartkey_commands", "command", "Command"]);
    let command = types.iter().find(|known| known["type"]["path"] == path);
    let kinds = &command.context("no commands")?["type"]["def"]["variant"]["variants"];
    let kinds = kinds.as_array().context("no kinds")?;
    assert!(kinds.len() >= 16, "{kinds:?}");
    for kind in kinds {
        // Such as `SelfReport`, which stands in the table as "self-report".
        let kind = kind["name"].as_str().context("no name")?.to_ascii_lowercase();
        let measured = report()?.messages.iter().any(|figure| {
            let name = figure.message.replace([' ', '-'], "");
            figure.base() == "submit" && name == format!("submit({kind})")
        });
        assert!(measured, "{kind}");
    }
    Ok(())
}

#[test]
fn the_json_has_what_others_read() -> Result<()> {
    let report = report()?;
    let json: serde_json::Value = serde_json::from_str(&serde_json::to_string(report)?)?;
    let figures = [
        "contract",
        "message",
        "ref_time",
        "proof_size",
        "items",
        "bytes",
        "per_block",
        "per_parachain_block",
        "binds",
    ];
    for (list, keys) in [
        ("messages", &figures[..]),
        ("peers", &figures),
        ("wasm", &["contract", "bytes"]),
        ("growth", &["message", "at", "ref_time", "proof_size"]),
        ("goals", &["name", "ratio", "limit", "met"]),
        ("log", &["opened", "place", "ref_time", "proof_size", "items", "bytes"]),
        ("cpu", &["opened", "nanoseconds"]),
    ] {
        let rows = json[list].as_array().context(list)?;
        assert!(!rows.is_empty(), "{list}");
        for row in rows {
            for key in keys {
                assert!(!row[key].is_null(), "{list}: {row} has no {key}");
            }
        }
    }
    assert_eq!(json["date"], "2026-01-01");
    assert_eq!(json["versions"]["ink"], "5.1.1");
    assert_eq!(serde_json::from_value::<Report>(json)?, *report);
    Ok(())
}

#[test]
fn the_page_has_a_line_for_every_figure() -> Result<()> {
    let report = report()?;
    let page = page(report);
    for figure in report.messages.iter().chain(&report.peers) {
        let heading = format!("\n## {}\n", figure.contract);
        let section = page.split(&heading).nth(1).and_then(|rest| rest.split("\n## ").next());
        let (message, variant) = figure.message.split_at(figure.base().len());
        let begin = format!("\n| `{message}`{variant} | {} |", figure.case);
        assert_eq!(section.map(|section| section.matches(&begin).count()), Some(1), "{begin}");
    }
    let section = |heading| page.split(heading).nth(1).and_then(|rest| rest.split("\n## ").next());
    let places = section("\n## A page of the log\n").context("no places")?;
    for place in 0..16 {
        assert_eq!(places.matches(&format!("\n| {place} | ")).count(), 1, "{places}");
    }
    let visits = section("\n## A visit\n").context("no visits")?;
    for way in ["20 openings of one record", "one opening of 20 records", "a session"] {
        assert_eq!(visits.matches(&format!("\n| {way} | ")).count(), 1, "{visits}");
    }
    Ok(())
}

#[test]
fn the_page_says_which_goals_are_missed() -> Result<()> {
    let mut report = report()?.clone();
    for goal in &mut report.goals {
        goal.met = true;
    }
    assert!(!page(&report).contains("MISSED"));
    report.goals[0].met = false;
    let page = page(&report);
    // In the table, and below it what stands in the way.
    assert_eq!(page.matches(", **MISSED** |").count(), 1);
    let name = &report.goals[0].name;
    assert_eq!(page.matches(&format!("\n**MISSED**: {name}. It is ")).count(), 1);
    assert_eq!(page.matches("MISSED").count(), 2);
    Ok(())
}

#[test]
#[cfg_attr(not(node), ignore = "needs substrate-contracts-node on PATH, or CHARTKEY_NODE_URL")]
fn a_message_costs_the_same_on_the_node() -> Result<()> {
    let here = report()?;
    let there = here.node.as_ref().context("the node was not measured")?;
    let near = |one: u64, other: u64| one.abs_diff(other) * 100 <= one;
    for (here, there) in [(&here.messages, &there.messages), (&here.peers, &there.peers)] {
        assert_eq!(here.len(), there.len());
        for (here, there) in here.iter().zip(there) {
            assert!(near(here.ref_time, there.ref_time), "{here:#?} {there:#?}");
            assert!(near(here.proof_size, there.proof_size), "{here:#?} {there:#?}");
            // What fits in a block follows from the weight.
            let Figure { ref_time, proof_size, per_block, per_parachain_block, .. } = *here;
            let alike =
                Figure { ref_time, proof_size, per_block, per_parachain_block, ..there.clone() };
            assert_eq!(*here, alike);
        }
    }
    assert_eq!(here.log.len(), there.log.len());
    for (here, there) in here.log.iter().zip(&there.log) {
        assert!(near(here.ref_time, there.ref_time), "{here:#?} {there:#?}");
        assert!(near(here.proof_size, there.proof_size), "{here:#?} {there:#?}");
        let Filled { ref_time, proof_size, .. } = *here;
        assert_eq!(*here, Filled { ref_time, proof_size, ..there.clone() });
    }
    Ok(())
}
