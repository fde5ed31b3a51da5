//! Random decisions. A seed of zero takes the simplest way everywhere, so that a smaller seed is a simpler value.

/// A source of random decisions.
#[derive(Debug, Clone)]
pub(crate) struct Draw {
    state: u64,
    longest: usize,
}

/// How long a text usually is at most. Limits are far above it, and are reached on purpose.
const USUAL: usize = 12;

impl Draw {
    /// Decisions that follow from a seed.
    pub(crate) const fn new(seed: u64) -> Self {
        Self {
            state: seed,
            longest: USUAL,
        }
    }

    /// The same, with texts of at most `longest` bytes where nothing else is asked for.
    #[must_use]
    pub(crate) const fn at_most(mut self, longest: usize) -> Self {
        self.longest = longest;
        self
    }

    /// The usual length of a text.
    pub(crate) const fn longest(&self) -> usize {
        self.longest
    }

    /// A number below `bound`; 0 where `bound` is 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound).unwrap_or(u64::MAX);
        let number = self.next().checked_rem(bound).unwrap_or(0);
        usize::try_from(number).unwrap_or(0)
    }

    /// True once in `times`; never for a seed of zero.
    pub(crate) fn one_in(&mut self, times: usize) -> bool {
        times > 0 && self.below(times) == times - 1
    }

    /// One of several.
    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        let index = self.below(from.len());
        from.get(index).copied()
    }

    /// SplitMix64; its fixed point at zero is what keeps the simplest way simple.
    fn next(&mut self) -> u64 {
        if self.state == 0 {
            return 0;
        }
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15).max(1);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) >> 11
    }
}
