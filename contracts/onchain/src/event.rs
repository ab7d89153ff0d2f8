//! Emitting events.

/// Emits an event, each of whose topics has at most 32 bytes: an id or an account.
#[cfg(feature = "std")]
pub fn emit<Event: ink::env::Event + scale::Encode>(event: Event) {
    ink::env::emit_event::<ink::env::DefaultEnvironment, _>(event);
}

/// Emits an event, each of whose topics has at most 32 bytes: an id or an account.
///
/// What is emitted is the same as with `ink::env::emit_event`. That can hash longer topics, and
/// has the code for it once for each type of a topic: half a kilobyte and more, in a contract that
/// pays for each byte at every reading.
#[cfg(not(feature = "std"))]
pub fn emit<Event: ink::env::Event + scale::Encode>(event: Event) {
    use pallet_contracts_uapi::{HostFn, HostFnImpl};

    let topics = event.topics::<ink::env::DefaultEnvironment, _>(Topics::default().into());
    HostFnImpl::deposit_event(&topics, &event.encode());
}

/// Topics as the chain takes them: how many there are (SCALE, compact), and 32 bytes for each.
#[cfg(any(test, not(feature = "std")))]
#[derive(Default)]
struct Topics(ink::prelude::vec::Vec<u8>);

#[cfg(any(test, not(feature = "std")))]
impl<Environment: ink::env::Environment> ink::env::event::TopicsBuilderBackend<Environment>
    for Topics
{
    type Output = ink::prelude::vec::Vec<u8>;

    /// The chain takes 4 topics at the most, so that their number has one byte.
    fn expect(&mut self, expected_topics: usize) {
        let [count, ..] = expected_topics.to_le_bytes();
        self.0.reserve(expected_topics.saturating_mul(32).saturating_add(1));
        self.0.push(count << 2);
    }

    /// A topic is its encoding, filled up with zeros to 32 bytes.
    fn push_topic<T: scale::Encode>(&mut self, topic_value: &T) {
        let end = self.0.len().saturating_add(32);
        topic_value.encode_to(&mut self.0);
        debug_assert!(self.0.len() <= end, "a topic has at most 32 bytes");
        self.0.resize(end, 0);
    }

    fn output(self) -> Self::Output {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use ink::env::{test, DefaultEnvironment, Event};
    use scale::Decode;

    use super::*;

    #[ink::event]
    struct Happened {
        #[ink(topic)]
        whose: ink::prelude::boxed::Box<[u8; 32]>,
        #[ink(topic)]
        number: u32,
        text: u64,
    }

    #[test]
    fn topics_are_those_that_ink_emits() {
        test::run_test::<DefaultEnvironment, _>(|_| {
            let happened = || Happened { whose: [7; 32].into(), number: 258, text: 9 };
            let topics = happened().topics::<DefaultEnvironment, _>(Topics::default().into());
            emit(happened());
            let emitted = test::recorded_events().last().unwrap();
            let topics = <Vec<[u8; 32]>>::decode(&mut topics.as_slice()).unwrap();
            assert_eq!(topics.len(), 3);
            assert_eq!(emitted.topics, topics);
            assert_eq!(topics[2][..4], [2, 1, 0, 0]);
            Ok(())
        })
        .unwrap();
    }
}
