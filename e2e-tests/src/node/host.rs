//! Which node a chain uses. Nodes of our own take seconds to start, so they are used one after
//! another by as many chains as there are; a given node has one user at a time.

use std::{
    cell::RefCell,
    rc::{Rc, Weak},
    sync::{Mutex, MutexGuard, PoisonError},
};

use anyhow::Result;

use super::{lookup::given_url, Node};

/// Nodes of our own that nobody uses now. Their guards end them when this process ends.
static IDLE: Mutex<Vec<Node>> = Mutex::new(Vec::new());

/// Whose turn it is at the given node.
static TURN: Mutex<()> = Mutex::new(());

type Turn = Rc<MutexGuard<'static, ()>>;

thread_local! {
    /// This thread's turn, so that it may use the given node for several chains at once.
    static MINE: RefCell<Weak<MutexGuard<'static, ()>>> = const { RefCell::new(Weak::new()) };
}

/// The node of a chain.
pub(super) enum Host {
    /// One of our own.
    Ours(Node),
    /// One that ran already, and the turn to use it.
    Given { url: String, _turn: Turn },
}

impl Host {
    /// The node that is given, when it is free; else one of our own.
    pub(super) fn take() -> Result<Self> {
        if let Some(url) = given_url() {
            return Ok(Self::Given { url, _turn: turn() });
        }
        let idle = IDLE.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(Node::start, Ok).map(Self::Ours)
    }

    pub(super) fn url(&self) -> String {
        match self {
            Self::Ours(node) => node.url(),
            Self::Given { url, .. } => url.clone(),
        }
    }

    /// Leaves the node to others, or ends it if it is our own and not in order.
    pub(super) fn give_back(self, in_order: bool) {
        if let (Self::Ours(node), true) = (self, in_order) {
            IDLE.lock().unwrap_or_else(PoisonError::into_inner).push(node);
        }
    }
}

/// Waits for this thread's turn, unless it has it already.
fn turn() -> Turn {
    MINE.with_borrow_mut(|mine| {
        mine.upgrade().unwrap_or_else(|| {
            let turn = Rc::new(TURN.lock().unwrap_or_else(PoisonError::into_inner));
            *mine = Rc::downgrade(&turn);
            turn
        })
    })
}
