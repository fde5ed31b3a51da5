//! What the server does otherwise on request, for the conformance suite to be tried on: faults break a requirement,
//! variants conform in an unusual way. Both are catalogues of the spec.
//!
//! Wherever one of them would show, the code asks for it by name. Without the feature `faults` the answer is no before the
//! program is built, and nothing remains of the question.

pub(crate) mod admission;
pub(crate) mod answer;
pub(crate) mod description;
pub(crate) mod detour;
pub(crate) mod handling;
pub(crate) mod lenience;
pub(crate) mod refusal;
pub(crate) mod transport;

use generated::faults::Fault;
use generated::variants::Variant;

pub(crate) use generated::{faults, variants};

/// The faults and variants of a server; none without the feature `faults`.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Behaviour {
    /// Commit this fault, for the conformance suite to find; may repeat
    #[cfg(feature = "faults")]
    #[arg(long = "fault", value_name = "ID", value_parser = chosen::find_fault)]
    pub faults: Vec<&'static Fault>,
    /// Be conformant in this unusual way, for the conformance suite to let pass; may repeat
    #[cfg(feature = "faults")]
    #[arg(long = "variant", value_name = "ID", value_parser = chosen::find_variant)]
    pub variants: Vec<&'static Variant>,
}

/// Whether the server that this is part of commits a fault.
#[cfg(not(feature = "faults"))]
pub(crate) const fn fault(_: &'static Fault) -> bool {
    false
}

/// Whether the server that this is part of takes a variant.
#[cfg(not(feature = "faults"))]
pub(crate) const fn variant(_: &'static Variant) -> bool {
    false
}

/// Whether the server that this is part of deviates at all.
#[cfg(not(feature = "faults"))]
pub(crate) const fn deviates() -> bool {
    false
}

#[cfg(not(feature = "faults"))]
#[expect(clippy::unused_self, reason = "callers are the same with the feature")]
impl Behaviour {
    /// That of the current task.
    pub(crate) fn current() -> Self {
        Self::default()
    }

    /// The task as it is: there is nothing that it could ask for.
    pub(crate) fn scope<F: Future>(&self, task: F) -> F {
        task
    }

    /// The work as it is.
    pub(crate) fn during<T>(&self, work: impl FnOnce() -> T) -> T {
        work()
    }
}

#[cfg(feature = "faults")]
pub(crate) use chosen::{deviates, fault, variant};

#[cfg(feature = "faults")]
mod chosen {
    use std::ptr;

    use super::{Behaviour, Fault, Variant, faults, variants};
    use crate::inventory::switches::nearest;

    tokio::task_local! {
        /// Several servers may run in one process, so what is asked for belongs to the task and not to the process.
        static CURRENT: Behaviour;
    }

    /// Whether the server that the current task works for commits a fault.
    pub(crate) fn fault(fault: &'static Fault) -> bool {
        let chosen = |behaviour: &Behaviour| behaviour.faults.iter().any(|it| ptr::eq(*it, fault));
        CURRENT.try_with(chosen).unwrap_or_default()
    }

    /// Whether the server that the current task works for takes a variant.
    pub(crate) fn variant(variant: &'static Variant) -> bool {
        let chosen =
            |behaviour: &Behaviour| behaviour.variants.iter().any(|it| ptr::eq(*it, variant));
        CURRENT.try_with(chosen).unwrap_or_default()
    }

    /// Whether the server that the current task works for deviates at all.
    pub(crate) fn deviates() -> bool {
        let any = |it: &Behaviour| !it.faults.is_empty() || !it.variants.is_empty();
        CURRENT.try_with(any).unwrap_or_default()
    }

    impl Behaviour {
        /// That of the server that the current task works for.
        pub(crate) fn current() -> Self {
            CURRENT.try_with(Self::clone).unwrap_or_default()
        }

        /// The task as part of a server with this behaviour.
        pub(crate) fn scope<F: Future>(&self, task: F) -> impl Future<Output = F::Output> + use<F> {
            CURRENT.scope(self.clone(), task)
        }

        /// The same for what does not wait.
        pub(crate) fn during<T>(&self, work: impl FnOnce() -> T) -> T {
            CURRENT.sync_scope(self.clone(), work)
        }
    }

    pub(super) fn find_fault(id: &str) -> Result<&'static Fault, String> {
        let known: Vec<&str> = faults::ALL.iter().map(|fault| fault.id).collect();
        faults::find(id).ok_or_else(|| format!("there is no such fault; {}", nearest(id, &known)))
    }

    pub(super) fn find_variant(id: &str) -> Result<&'static Variant, String> {
        let known: Vec<&str> = variants::ALL.iter().map(|variant| variant.id).collect();
        variants::find(id)
            .ok_or_else(|| format!("there is no such variant; {}", nearest(id, &known)))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{faults, variants};

    /// Every source file of this crate, as one text.
    fn sources(folder: &Path) -> String {
        let mut text = String::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                text += &sources(&path);
            } else {
                text += &std::fs::read_to_string(&path).unwrap();
            }
        }
        text
    }

    /// That nothing else is asked for is what the compiler sees to.
    #[test]
    fn every_fault_and_variant_is_asked_for() {
        let sources = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
        let asked = |module: &str, id: &str| {
            let name = format!("{module}::{}", id.to_uppercase().replace('-', "_"));
            sources.match_indices(&name).any(|(at, _)| {
                let behind = &sources[at + name.len()..];
                !behind.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
            })
        };
        let missing: Vec<&str> = faults::ALL
            .iter()
            .map(|fault| ("faults", fault.id))
            .chain(variants::ALL.iter().map(|variant| ("variants", variant.id)))
            .filter(|(module, id)| !asked(module, id))
            .map(|(_, id)| id)
            .collect();
        assert!(missing.is_empty(), "nothing asks for {missing:?}");
    }
}
