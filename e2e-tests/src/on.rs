//! Where a scenario runs.

use anyhow::Result;

use crate::{InProcess, OnNode, Place, TestChain};

/// The chains that a scenario can run on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    /// A chain inside this process.
    InProcess,
    /// The chain of a node.
    Node,
}

impl On {
    /// A chain of this kind.
    ///
    /// # Errors
    /// When there is no node, or it does not answer.
    pub fn chain(self) -> Result<Box<dyn TestChain>> {
        Ok(match self {
            Self::InProcess => Box::new(InProcess::new()),
            Self::Node => Box::new(OnNode::new()?),
        })
    }
}

impl Place for On {
    fn chain(self) -> Result<Box<dyn TestChain>> {
        Self::chain(self)
    }
}
