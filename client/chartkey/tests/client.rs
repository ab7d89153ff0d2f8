//! What a client makes of a chain's answers.

use std::collections::VecDeque;

use chartkey::{
    commands::{Command, Domain},
    interfaces::log::LogError,
    policy::{Basis, Ground, Verdict},
    vocabulary::{PatientId, Selection, Timestamp},
    AccountId, Answer, CallError, Chain, ChainError, Client, Contract, Contracts, Cost, Emitted,
    Error, Event, Receipt, Signer,
};
use ink::primitives::LangError;
use scale::Encode;

const MINUTE: u64 = 60_000;

/// A key that nobody checks.
struct Key(u8);

impl Signer for Key {
    fn key(&self) -> [u8; 32] {
        [self.0; 32]
    }

    fn sign(&self, text: &[u8]) -> [u8; 64] {
        let mut signature = [self.0; 64];
        signature[..8].copy_from_slice(&text.len().to_le_bytes());
        signature
    }
}

/// A chain that gives these answers, one after the other, and remembers who was called by whom.
#[derive(Default)]
struct Scripted {
    answers: VecDeque<Receipt>,
    now: Timestamp,
    called: Vec<(AccountId, AccountId)>,
}

impl Scripted {
    fn next(&mut self, caller: &Key, contract: AccountId) -> Result<Receipt, ChainError> {
        self.called.push((caller.account(), contract));
        self.answers.pop_front().ok_or_else(|| ChainError::new("the chain is asleep"))
    }
}

impl Chain for Scripted {
    type Caller = Key;

    fn submit(&mut self, by: &Key, to: AccountId, _: Vec<u8>) -> Result<Receipt, ChainError> {
        self.next(by, to)
    }

    fn read(&mut self, by: &Key, to: AccountId, _: Vec<u8>) -> Result<Receipt, ChainError> {
        self.next(by, to)
    }

    fn genesis(&mut self) -> Result<[u8; 32], ChainError> {
        Ok([0; 32])
    }

    fn now(&mut self) -> Result<Timestamp, ChainError> {
        Ok(self.now)
    }
}

fn contracts() -> Contracts {
    let [log, consent, registry, directory, account, governor] =
        [1, 2, 3, 4, 5, 6].map(|byte| AccountId::from([byte; 32]));
    Contracts { log, consent, registry, directory, account, governor }
}

fn receipt(answer: Answer) -> Receipt {
    Receipt { answer, events: Vec::new(), cost: Cost::default() }
}

/// What a message returns, as a contract encodes it.
fn returned(value: impl Encode) -> Receipt {
    receipt(Answer::Returned(Ok::<_, LangError>(value).encode()))
}

fn client(answers: impl IntoIterator<Item = Receipt>) -> Client<Scripted> {
    let chain = Scripted { answers: answers.into_iter().collect(), ..Scripted::default() };
    Client::new(chain, contracts(), Key(9))
}

#[test]
fn a_message_goes_to_its_contract_and_the_reader_asks() {
    let domain = Domain { contract: [5; 32], chain: [0; 32] };
    let mut client = client([returned(domain)]);
    assert_eq!(client.domain().unwrap(), domain);
    let account = contracts().address(Contract::Account);
    assert_eq!(client.chain().called, [(Key(9).account(), account)]);
}

#[test]
fn a_refusal_is_an_answer_and_the_contracts_own_error() {
    let refused = receipt(Answer::Reverted(
        Ok::<_, LangError>(Err::<(), _>(LogError::WriterAlreadySet)).encode(),
    ));
    let mut client = client([refused.clone(), refused.clone(), refused]);
    let mut submit = || {
        let message = contracts().log().set_writer(AccountId::from([3; 32]));
        client.submit(&Key(1), message).unwrap()
    };
    assert_eq!(submit().answer().unwrap(), Err(LogError::WriterAlreadySet));
    assert_eq!(submit().refusal().unwrap(), LogError::WriterAlreadySet);
    let error = submit().value().unwrap_err();
    assert_eq!(error.to_string(), "the message was refused: WriterAlreadySet");
}

#[test]
fn a_success_is_no_refusal() {
    let mut client = client([returned(Ok::<(), LogError>(()))]);
    let message = contracts().log().set_writer(AccountId::from([3; 32]));
    let outcome = client.submit(&Key(1), message).unwrap();
    assert!(matches!(outcome.refusal(), Err(Error::NotRefused(_))));
}

#[test]
fn a_trap_and_an_input_that_is_not_understood_are_no_answers() {
    let trap = receipt(Answer::Failed("ContractTrapped".into()));
    let unknown = Err::<(), _>(LangError::CouldNotReadInput).encode();
    let mut client = client([trap, receipt(Answer::Reverted(unknown))]);
    for expected in [
        CallError::Failed("ContractTrapped".into()),
        CallError::Input(LangError::CouldNotReadInput),
    ] {
        match client.domain().unwrap_err() {
            Error::Unanswered(error) => assert_eq!(error, expected),
            other => panic!("{other}"),
        }
    }
}

#[test]
fn an_answer_of_another_contract_does_not_decode() {
    let domain = Domain { contract: [5; 32], chain: [0; 32] };
    let mut overlong = Ok::<_, LangError>(domain).encode();
    overlong.push(0);
    let short = Ok::<_, LangError>([5_u8; 32]).encode();
    for wrong in [overlong, short] {
        let error = client([receipt(Answer::Returned(wrong))]).domain().unwrap_err();
        assert!(matches!(error, Error::Undecodable { what: "the answer", .. }), "{error}");
    }
}

#[test]
fn a_chain_that_does_not_answer_is_told_in_its_own_words() {
    let error = client([]).domain().unwrap_err();
    assert!(matches!(error, Error::Chain(_)));
    assert_eq!(error.to_string(), "the chain is asleep");
}

#[test]
fn events_are_decoded_by_their_signature_and_strangers_are_not_passed_over() {
    let patient = PatientId([7; 32]);
    let verdict = Verdict::Permit(vec![Ground { count: 1, basis: Basis::Controller }]);
    let topic = <chartkey::interfaces::log::WriterSet as ink::env::Event>::SIGNATURE_TOPIC;
    let writer = AccountId::from([3; 32]);
    let emitted = |topics, data| Emitted { contract: contracts().log, topics, data };
    let known = emitted(topic.into_iter().collect(), writer.encode());
    assert_eq!(Event::decode(&known).unwrap(), Event::WriterSet { writer });

    let stranger = emitted(vec![[0xee; 32]], writer.encode());
    assert!(matches!(Event::decode(&stranger), Err(Error::UnknownEvent(Some(_)))));
    // The one event without a topic.
    let opened = emitted(Vec::new(), (patient, 5_u32, &verdict).encode());
    let expected = Event::Opened { patient, entry: 5, verdict };
    assert_eq!(Event::decode(&opened).unwrap(), expected);
    let other = emitted(Vec::new(), writer.encode());
    assert!(matches!(Event::decode(&other), Err(Error::Undecodable { .. })));
    let cut = emitted(topic.into_iter().collect(), vec![3; 31]);
    assert!(matches!(Event::decode(&cut), Err(Error::Undecodable { .. })));
}

#[test]
fn a_deadline_is_a_whole_minute_up_to_an_hour_ahead() {
    for now in [0, 1, MINUTE - 1, MINUTE, 1_767_225_612_345] {
        let mut client = client([]);
        client.chain().now = now;
        let deadline = client.deadline().unwrap();
        assert_eq!(deadline % MINUTE, 0);
        assert!(deadline > now + 58 * MINUTE && deadline <= now + 60 * MINUTE, "{now}");
    }
}

#[test]
fn the_first_command_of_a_chart_has_the_sequence_zero_and_is_signed() {
    let domain = Domain { contract: [5; 32], chain: [0; 32] };
    let nobody = None::<chartkey::interfaces::account::Account>;
    let mut client = client([returned(domain), returned(nobody)]);
    let chart = PatientId([7; 32]);
    let signed = client.signed(&Key(1), chart, Command::Open(Selection::record(4))).unwrap();
    assert_eq!((signed.instruction.sequence, signed.instruction.lane), (0, 0));
    let text = signed.instruction.text(&domain).unwrap();
    assert_eq!(signed.signature, Key(1).sign(&text));
}

#[test]
fn a_chart_that_the_patient_account_has_not_is_named() {
    let nobody = None::<chartkey::interfaces::account::Account>;
    let error = client([returned(nobody)]).account(PatientId([0xab; 32])).unwrap_err();
    assert_eq!(error.to_string(), format!("the patient account has no chart {}", "ab".repeat(32)));
}
