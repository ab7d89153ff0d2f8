//! A command of patient-account and the message that it is passed on to, compared.

use scale_info::PortableRegistry;

use crate::{
    differences,
    spec::{field, fields, inside, variant},
    Argument, Difference, Message, Metadata,
};

/// Which message a command is passed on to, by names: of variants of the account's enums
/// `Command`, `Answer` and `AccountError`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PassedOn<'a> {
    /// The command.
    pub command: &'a str,
    /// The message of the contract behind, whose selector is sent.
    pub message: &'a str,
    /// What is sent behind the command's fields and is not from the patient: variants without
    /// fields, each with the byte that it is sent as.
    pub constants: &'a [(&'a str, u8)],
    /// The answer that carries what the message returns; `None` where it returns nothing.
    pub answer: Option<&'a str>,
    /// The error that carries the message's.
    pub error: &'a str,
}

/// Compares what the account sends for a command with what the message takes: the chart, the
/// command's fields in their order, the constants; and what the message answers with what the
/// account says that it answers. None if the message does what was signed.
///
/// A command with one field, a struct, is as good as its fields: `Replace` holds a `Replacement`,
/// and `replace` takes a provision, an effect and terms.
#[must_use]
pub fn passed_on(account: &Metadata, behind: &Metadata, passed: &PassedOn) -> Vec<Difference> {
    compare(account, behind, passed).unwrap_or_else(|missing| {
        let what = format!("there is no {missing}");
        vec![Difference { place: passed.command.to_owned(), what }]
    })
}

fn compare(
    account: &Metadata,
    behind: &Metadata,
    passed: &PassedOn,
) -> Result<Vec<Difference>, String> {
    let (ours, theirs) = (account.types(), behind.types());
    let submit = account.message("submit").ok_or("message submit of the account")?;
    let instruction =
        submit.arguments().next().and_then(|signed| field(ours, signed.id, "instruction"));
    let instruction = instruction.ok_or("instruction that is submitted")?;
    let chart = field(ours, instruction, "chart").ok_or("chart in an instruction")?;
    let commands = field(ours, instruction, "command").ok_or("command in an instruction")?;
    let (_, own) = variant(ours, commands, passed.command).ok_or("command of this name")?;
    let message = behind.message(passed.message);
    let message = message.ok_or_else(|| format!("message {}", passed.message))?;

    let mut found = Vec::new();
    let mut taken: Vec<_> = message.arguments().collect();
    let constants = taken.split_off(taken.len().saturating_sub(passed.constants.len()));
    let mut sent = vec![Argument { name: None, id: chart }];
    sent.extend(spread(ours, own, taken.len().saturating_sub(1)));
    if sent.len() != taken.len() || constants.len() != passed.constants.len() {
        let what = format!("{} arguments here, {} there", sent.len(), taken.len());
        found.push(Difference { place: passed.command.to_owned(), what });
    }
    for (sent, taken) in sent.iter().zip(&taken) {
        let name = taken.name.clone().unwrap_or_default();
        let place = format!("{}.{name}", passed.command);
        if sent.name.as_ref().is_some_and(|own| *own != name) {
            let what = format!("{} here, {name} there", sent.name.clone().unwrap_or_default());
            found.push(Difference { place: place.clone(), what });
        }
        found.extend(differences(&place, (ours, sent.id), (theirs, taken.id)));
    }
    for ((name, byte), taken) in passed.constants.iter().zip(&constants) {
        match variant(theirs, taken.id, name) {
            Some((index, fields)) if index == *byte && fields.is_empty() => {}
            _ => {
                let place =
                    format!("{}.{}", passed.command, taken.name.clone().unwrap_or_default());
                let what = format!("{name} is {byte} here, and not there");
                found.push(Difference { place, what });
            }
        }
    }
    found.extend(compare_answers(ours, submit, theirs, message, passed)?);
    Ok(found)
}

/// The fields of a command; those of the struct that it holds, where that has as many fields as
/// are wanted.
fn spread(types: &PortableRegistry, own: Vec<Argument>, wanted: usize) -> Vec<Argument> {
    match own.as_slice() {
        [only] if wanted != 1 => match fields(types, only.id) {
            Some(fields) if fields.len() == wanted => fields,
            _ => own,
        },
        _ => own,
    }
}

fn compare_answers(
    ours: &PortableRegistry,
    submit: &Message,
    theirs: &PortableRegistry,
    message: &Message,
    passed: &PassedOn,
) -> Result<Vec<Difference>, String> {
    // Around what a contract answers stands ink!'s own `Result`.
    let answers = inside(ours, submit.answer(), "Ok").ok_or("answer of the account")?;
    let answered = inside(theirs, message.answer(), "Ok").ok_or("answer of the message")?;
    let error = inside(ours, answers, "Err").and_then(|errors| inside(ours, errors, passed.error));
    let error = error.ok_or_else(|| format!("error {}", passed.error))?;
    let refused = inside(theirs, answered, "Err").ok_or("error of the message")?;
    let place = format!("{} refused", passed.command);
    let mut found = differences(&place, (ours, error), (theirs, refused));
    if let Some(name) = passed.answer {
        let answer = inside(ours, answers, "Ok").and_then(|answers| inside(ours, answers, name));
        let answer = answer.ok_or_else(|| format!("answer {name}"))?;
        let value = inside(theirs, answered, "Ok").ok_or("value that the message answers")?;
        let place = format!("{} answered", passed.command);
        found.extend(differences(&place, (ours, answer), (theirs, value)));
    }
    Ok(found)
}
