//! The outcome as Markdown.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::explanation::Kind;
use super::point::{Operator, Point};
use super::trial::Fate;

const HEAD: &str = "\
# Mutants of the generated validators and of the decoder

What the tests of the generated code see of small mistakes in it. `cargo xtask mutants` wrote this file: it makes one
copy of the code in which every mistake can be switched on, and runs the tests that come by, once for each. It fails
when a mutant survives that [the explanations](mutants.toml) do not name, and when they name one that does not survive.

Looked at are the validators of all types (here and in `codegen/goldens`), the rules and formats that they call, and the
decoder. Left alone is what the compiler computes (tables of constants), attributes for serde, sentences for people, and
what makes test data or describes the API.
";

/// What became of every mutant.
pub(super) struct Outcome<'a> {
    pub(super) points: &'a [Point],
    /// In the order of the points.
    pub(super) fates: &'a [Fate],
    pub(super) explained: &'a [(usize, Kind)],
    /// Places that the compiler computes.
    pub(super) frozen: usize,
}

/// Mutants of one row.
#[derive(Debug, Default, Clone, Copy)]
struct Row {
    points: usize,
    killed: usize,
    explained: [usize; Kind::ALL.len()],
}

impl Outcome<'_> {
    /// The numbers, in one line.
    pub(super) fn summary(&self) -> String {
        let row = self.row(|_| true);
        let kinds = Kind::ALL
            .iter()
            .zip(row.explained)
            .map(|(kind, count)| format!("{count} {}", kind.name()));
        format!(
            "{} mutants, {} killed, {} listed as survivors ({}), {} places computed by the compiler left alone",
            row.points,
            row.killed,
            row.explained.iter().sum::<usize>(),
            kinds.collect::<Vec<_>>().join(", "),
            self.frozen
        )
    }

    /// The text of the file.
    pub(super) fn text(&self) -> String {
        let mut text = format!("{HEAD}\n{}.\n", self.summary());
        let operators =
            Operator::ALL.map(|it| (it.name().to_owned(), self.row(|point| point.operator == it)));
        append(&mut text, "Mistake", &operators);
        let mut files: BTreeMap<String, Row> = BTreeMap::new();
        for point in self.points {
            let place = place(&point.file);
            files
                .entry(place.clone())
                .or_insert_with(|| self.row(|it| self::place(&it.file) == place));
        }
        append(&mut text, "File", &files.into_iter().collect::<Vec<_>>());
        text
    }

    fn row(&self, is_in: impl Fn(&Point) -> bool) -> Row {
        let mut row = Row::default();
        for (point, fate) in self.points.iter().zip(self.fates) {
            if is_in(point) {
                row.points += 1;
                row.killed += usize::from(*fate == Fate::Killed);
            }
        }
        for (index, kind) in self.explained {
            if is_in(&self.points[*index]) {
                row.explained[*kind as usize] += 1;
            }
        }
        row
    }
}

fn append(text: &mut String, what: &str, rows: &[(String, Row)]) {
    let kinds = Kind::ALL.map(Kind::name).join(" | ");
    let ruler = "--:|".repeat(2 + Kind::ALL.len());
    // Writing into a string cannot fail.
    let _ = write!(
        text,
        "\n| {what} | mutants | killed | {kinds} |\n|---|{ruler}\n"
    );
    for (name, row) in rows {
        let explained = row.explained.map(|count| count.to_string()).join(" | ");
        let _ = writeln!(
            text,
            "| {name} | {} | {} | {explained} |",
            row.points, row.killed
        );
    }
}

/// Types have a file each, and stand in one row for the folder.
fn place(file: &str) -> String {
    match file.split_once("/types/") {
        Some((folder, _)) if folder.starts_with("codegen/goldens/src/") => {
            "codegen/goldens/src/*/types".to_owned()
        }
        Some((folder, _)) => format!("{folder}/types"),
        None => file.to_owned(),
    }
}
