//! Values of each of several strategies, one after the other.

use std::cell::Cell;
use std::fmt::Debug;

use proptest::strategy::{NewTree, SBoxedStrategy, Strategy};
use proptest::test_runner::TestRunner;

/// Draws from each of several strategies in turn, so that none is forgotten where there are values enough for all.
#[derive(Debug)]
pub struct InTurn<V> {
    strategies: Vec<SBoxedStrategy<V>>,
    next: Cell<usize>,
}

impl<V> InTurn<V> {
    /// Begins with the first of them.
    pub fn new(strategies: Vec<SBoxedStrategy<V>>) -> Self {
        Self {
            strategies,
            next: Cell::new(0),
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.strategies.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.strategies.is_empty()
    }
}

impl<V: Debug> Strategy for InTurn<V> {
    type Tree = <SBoxedStrategy<V> as Strategy>::Tree;
    type Value = V;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let next = self.next.get();
        self.next.set(next + 1);
        let index = next.checked_rem(self.strategies.len());
        index.map_or_else(
            || Err("there is nothing to draw from".into()),
            |index| self.strategies[index].new_tree(runner),
        )
    }
}
