//! Where the code can be made wrong, and how.

use std::fmt;

/// How a piece of code is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Operator {
    /// `<` for `<=`, `==` for `!=`, and the other way round.
    Comparison,
    /// `&&` for `||`, and the other way round.
    Connective,
    /// A `!` left out.
    Negation,
    /// `+` for `-`, `<<` for `>>`, and so on.
    Arithmetic,
    /// A whole number one greater or one less.
    Number,
    /// Another byte or character.
    Byte,
    /// `true` for `false`, and the other way round.
    Flag,
    /// An empty text for a word: the name of a member, of a keyword, of a format.
    Text,
    /// A condition that always holds, or never does.
    Condition,
    /// A branch of a `match` that is never taken.
    Arm,
    /// A pattern with one alternative less, or with another end of a range.
    Class,
    /// A statement left out: a rule not called, a value not kept.
    Statement,
    /// An error not passed on.
    Error,
    /// A function that returns something plain at once.
    Result,
    /// Another variant of an enumeration, such as another format.
    Variant,
    /// A rule of another basis, or without its requirement.
    Citation,
}

impl Operator {
    /// All, in the order of the table.
    pub(super) const ALL: [Self; 16] = [
        Self::Comparison,
        Self::Connective,
        Self::Negation,
        Self::Arithmetic,
        Self::Number,
        Self::Byte,
        Self::Flag,
        Self::Text,
        Self::Condition,
        Self::Arm,
        Self::Class,
        Self::Statement,
        Self::Error,
        Self::Result,
        Self::Variant,
        Self::Citation,
    ];

    /// Its name in the table and in explanations.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Comparison => "comparison",
            Self::Connective => "connective",
            Self::Negation => "negation",
            Self::Arithmetic => "arithmetic",
            Self::Number => "number",
            Self::Byte => "byte",
            Self::Flag => "flag",
            Self::Text => "text",
            Self::Condition => "condition",
            Self::Arm => "arm",
            Self::Class => "class",
            Self::Statement => "statement",
            Self::Error => "error",
            Self::Result => "result",
            Self::Variant => "variant",
            Self::Citation => "citation",
        }
    }
}

/// One mutant: a place and a change. Its number is its index in the list of all, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Point {
    /// The file, from the root of the workspace.
    pub(super) file: String,
    /// The function, after the type that it belongs to.
    pub(super) function: String,
    /// How the code is changed.
    pub(super) operator: Operator,
    /// The code before and after.
    pub(super) change: String,
}

impl Point {
    /// The change as an explanation names it.
    pub(super) fn label(&self) -> String {
        format!("{}: {}", self.operator.name(), self.change)
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.file, self.function, self.label())
    }
}
