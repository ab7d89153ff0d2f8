//! A patient without tokens signs a text, and anybody submits it.

use anyhow::Result;
use chartkey_e2e_tests::Actor;
use sp_core::hashing::blake2_256;

use crate::{
    day::{account, text, Day, ACCOUNT, BEGIN, CHAIN, CONSENT, LOG, REGISTRY},
    texts::{document, logged, new_key, opening, permit, record, records, DAY, HOUR},
};

/// The salt of ana's chart.
const SALT: [u8; 32] = [5; 32];

/// What the text of a directive begins with.
const DIRECTIVE: &str = "set what may be opened in an emergency";

/// The id of ana's chart: patient-account creates it with a salt that only her key and salt give.
fn chart(day: &Day, ana: &Actor) -> Result<String> {
    let claim = blake2_256(&[ana.bytes(), SALT].concat());
    let (account, consent) = (bytes(&day.address(ACCOUNT)?)?, bytes(&day.address(CONSENT)?)?);
    Ok(text(blake2_256(&[&account[..], &claim, &consent].concat())))
}

fn bytes(hex: &str) -> Result<Vec<u8>> {
    Ok(hex::decode(hex.trim_start_matches("0x"))?)
}

/// The text of a command as a wallet shows it. Its deadline is an hour after the day began.
fn shown(day: &Day, ana: &Actor, title: &str, fields: &str, sequence: u32) -> Result<String> {
    let (chart, contract, chain) = (chart(day, ana)?, day.address(ACCOUNT)?, text(CHAIN));
    let shown = format!(
        "<Bytes>Chartkey: {title}\nChart: {chart}\n{fields}Contract: {contract}\nChain: {chain}\n\
         Lane: 0\nSequence: {sequence}\nDeadline: 2026-01-01 01:00 UTC</Bytes>"
    );
    // Bytes are plain hex there, without a prefix.
    Ok(shown.replace("0x", ""))
}

/// The argument of `submit`: a command for ana's chart, and a signature.
fn signed(
    day: &Day,
    ana: &Actor,
    command: &str,
    sequence: u32,
    signature: [u8; 64],
) -> Result<String> {
    Ok(format!(
        "SignedCommand {{ instruction: Instruction {{ chart: {}, command: {command}, lane: 0, \
         sequence: {sequence}, deadline: {} }}, signature: {} }}",
        chart(day, ana)?,
        BEGIN + HOUR,
        text(signature)
    ))
}

/// Ana's chart is created by a relayer, on her signature.
fn created(day: &mut Day, ana: &Actor, relayer: &Actor) -> Result<()> {
    let command =
        format!("CreateChart(NewChart {{ key: {}, salt: {} }})", account(ana), text(SALT));
    let fields = format!("Key: {}\nSalt: {}\n", account(ana), text(SALT));
    let shown = shown(day, ana, "create a chart", &fields, 0)?;
    let argument = signed(day, ana, &command, 0, ana.sign(shown.as_bytes()))?;
    day.succeed(relayer, ACCOUNT, "submit", &[&argument]).map(drop)
}

#[test]
fn a_patient_without_tokens_acts_by_signing_what_she_reads() -> Result<()> {
    let mut day = Day::begin()?;
    let (ana, relayer, mercy) = (Actor::named("ana"), Actor::named("relayer"), day.house("mercy")?);
    created(&mut day, &ana, &relayer)?;
    let chart = chart(&day, &ana)?;
    let control = day.ask(CONSENT, "control", &[&chart])?;
    let controller =
        format!("Some(Handover {{ holder: {}, proposed: None }})", day.address(ACCOUNT)?);
    assert_eq!(control, controller);

    let fields = format!("Category: laboratory\nKey epoch: 1\nX25519 key: {}\n", text([9; 32]));
    let publish = shown(&day, &ana, "publish a category key", &fields, 1)?;
    let command = format!("PublishKey({})", new_key(1));
    let publish = signed(&day, &ana, &command, 1, ana.sign(publish.as_bytes()))?;
    let published = day.call(&relayer, ACCOUNT, "submit", &[&publish])?;
    assert_eq!(published.answer, "Ok(Epoch(1))");

    let fields = format!(
        "For organization: {}\nCategories: laboratory\nPurposes: treatment\n\
         Actions: read, append\nFrom: 2026-01-01 00:00 UTC\nUntil: 2026-01-02 00:00 UTC\n\
         Envelope: none\n",
        mercy.id
    );
    let grant = shown(&day, &ana, "permit access", &fields, 2)?;
    let command = format!(
        "Grant(Terms {{ grantee: {}, scope: Categories(32), purposes: 1, \
         actions: 3, from: {BEGIN}, until: Some({}), keys: None }})",
        mercy.grantee(),
        BEGIN + DAY
    );
    let grant = signed(&day, &ana, &command, 2, ana.sign(grant.as_bytes()))?;
    let granted = day.call(&relayer, ACCOUNT, "submit", &[&grant])?;
    assert_eq!(granted.answer, "Ok(Provision(0))");

    let result = record(&document(1));
    day.succeed(&mercy.clinician, REGISTRY, "register", &[&chart, &mercy.id, &result])?;
    let arguments = [chart.as_str(), &records("0"), "Treatment", &mercy.meant()];
    let opened = day.call(&mercy.clinician, REGISTRY, "open", &arguments)?;
    assert_eq!(opened.answer, opening(0, &permit(1, "Provision(0)")));

    let session = "open every record of these categories for 60 minutes";
    for (sequence, title, fields, selection, entry) in [
        (3, "open records", "Records: 0\n", "Records([0])", 1),
        (4, session, "Categories: laboratory\n", "Categories(32)", 2),
    ] {
        let open = shown(&day, &ana, title, fields, sequence)?;
        let command = format!("Open({selection})");
        let open = signed(&day, &ana, &command, sequence, ana.sign(open.as_bytes()))?;
        let opened = day.call(&relayer, ACCOUNT, "submit", &[&open])?;
        let verdict = permit(1, "Controller");
        let answer = format!("Ok(Opened(Opening {{ entry: {entry}, verdict: {verdict} }}))");
        assert_eq!(opened.answer, answer);
        let line = day.ask(LOG, "Log::entry", &[&chart, &entry.to_string()])?;
        let subject = logged(selection);
        let about = format!("subject: {subject}, purpose: PatientRequest, outcome: {verdict}");
        assert!(line.contains(&about), "{line}");
    }
    Ok(())
}

#[test]
fn what_was_signed_is_what_is_executed() -> Result<()> {
    let mut day = Day::begin()?;
    let (ana, relayer) = (Actor::named("ana"), Actor::named("relayer"));
    created(&mut day, &ana, &relayer)?;
    let narrow = shown(&day, &ana, DIRECTIVE, "Categories: none\n", 1)?;
    let by_ana = ana.sign(narrow.as_bytes());
    let wide = signed(&day, &ana, "SetDirective(Emergency, 1048575)", 1, by_ana)?;
    assert_eq!(day.refusal(&relayer, ACCOUNT, "submit", &[&wide])?, "Signature");
    let by_relayer = relayer.sign(narrow.as_bytes());
    let forged = signed(&day, &ana, "SetDirective(Emergency, 0)", 1, by_relayer)?;
    assert_eq!(day.refusal(&relayer, ACCOUNT, "submit", &[&forged])?, "Signature");
    let narrow = signed(&day, &ana, "SetDirective(Emergency, 0)", 1, by_ana)?;
    day.succeed(&relayer, ACCOUNT, "submit", &[&narrow])?;
    // Nor does one record become more of them, or a session.
    let one = ana.sign(shown(&day, &ana, "open records", "Records: 0\n", 2)?.as_bytes());
    for selection in ["Records([0, 1])", "Records([1])", "Records([])", "Categories(32)"] {
        let more = signed(&day, &ana, &format!("Open({selection})"), 2, one)?;
        let error = if selection == "Records([])" { "Command(List)" } else { "Signature" };
        assert_eq!(day.refusal(&relayer, ACCOUNT, "submit", &[&more])?, error, "{selection}");
    }
    Ok(())
}

#[test]
fn a_signed_command_is_executed_once_and_until_its_deadline() -> Result<()> {
    let mut day = Day::begin()?;
    let (ana, relayer) = (Actor::named("ana"), Actor::named("relayer"));
    created(&mut day, &ana, &relayer)?;
    let first = shown(&day, &ana, DIRECTIVE, "Categories: none\n", 1)?;
    let first = signed(&day, &ana, "SetDirective(Emergency, 0)", 1, ana.sign(first.as_bytes()))?;
    day.succeed(&relayer, ACCOUNT, "submit", &[&first])?;
    assert_eq!(day.refusal(&relayer, ACCOUNT, "submit", &[&first])?, "Sequence");
    let second = shown(&day, &ana, DIRECTIVE, "Categories: laboratory\n", 2)?;
    let second = signed(&day, &ana, "SetDirective(Emergency, 32)", 2, ana.sign(second.as_bytes()))?;
    day.pass(HOUR + 1);
    assert_eq!(day.refusal(&relayer, ACCOUNT, "submit", &[&second])?, "Late");
    Ok(())
}
