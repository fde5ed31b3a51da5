//! What a walk tells its caller, and where.

use std::ops::ControlFlow;

use super::super::{Field, Kind, Path, Shape, Union};
use super::node::Node;

/// Where something was found.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The path of the value.
    pub path: &'a Path<'a>,
    /// Offset of the value, or of the key where that is what is wrong; see [`Document::positions`](super::Document::positions).
    pub at: usize,
    /// The object schema that the value is in; one without a name and members for what is in no object.
    pub shape: &'static Shape,
    /// The field that the value is, or is in; none for the outermost value and for unknown fields.
    pub field: Option<&'static Field>,
}

/// What free-form content loses on the way into a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// A member that stands twice; the last one counts.
    Duplicate,
    /// What lies deeper than [`KEPT_DEPTH`](super::KEPT_DEPTH).
    Depth,
    /// A number beyond the range of a 64-bit float.
    Number,
}

/// What a walk tells its caller.
pub trait Report {
    /// An object has a member that its schema lacks. It is left out.
    fn unknown_field(&mut self, name: &str, place: Place<'_>);

    /// A member stands a second time. The last one counts.
    fn duplicate_field(&mut self, name: &str, place: Place<'_>);

    /// A value has another type than its schema says. It is left out where it may be, unless this ends the walk.
    fn wrong_type(&mut self, expected: Kind, found: &Node, place: Place<'_>) -> ControlFlow<()>;

    /// A value is none of the variants of a union, or too many of them, for a reason. It is treated as one of a wrong
    /// type.
    fn no_variant(
        &mut self,
        union: &'static Union,
        reason: &str,
        place: Place<'_>,
    ) -> ControlFlow<()>;

    /// Free-form content, which no schema describes, cannot be kept as it is.
    fn lost(&mut self, loss: Loss, place: Place<'_>);
}

/// Content that was looked at before, or is looked at again.
pub(super) struct Silence;

impl Report for Silence {
    fn unknown_field(&mut self, _: &str, _: Place<'_>) {}

    fn duplicate_field(&mut self, _: &str, _: Place<'_>) {}

    fn wrong_type(&mut self, _: Kind, _: &Node, _: Place<'_>) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    fn no_variant(&mut self, _: &'static Union, _: &str, _: Place<'_>) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    fn lost(&mut self, _: Loss, _: Place<'_>) {}
}
