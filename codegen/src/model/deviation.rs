//! What the reference server can be made to do otherwise, for the suite to be tried on.

/// A deliberate violation, or a behaviour that conforms and is unusual.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Deviation {
    /// Words joined by dashes.
    pub(crate) id: String,
    /// What the server does, in one sentence.
    pub(crate) sentence: String,
    /// Ids of the requirements that a fault breaks, or that leave a variant free.
    pub(crate) requirements: Vec<String>,
    /// Ids of the requirements of level SHOULD that a variant does not follow.
    pub(crate) departs: Vec<String>,
    /// The platform release that shows it; the newest when absent.
    pub(crate) platform: Option<String>,
}

/// A requirement that no fault breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unbroken {
    /// Its id.
    pub(crate) requirement: String,
    /// Why.
    pub(crate) reason: String,
}

/// Both catalogues of deviations.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Deviations {
    /// `faults.yaml`, in its own order; nothing without one.
    pub(crate) faults: Option<(Vec<Deviation>, Vec<Unbroken>)>,
    /// `variants.yaml`, in its own order; nothing without one.
    pub(crate) variants: Option<Vec<Deviation>>,
}
