//! Every mutant before the tests that reach it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::Error;
use super::build::Program;

/// The most that a test may do to be asked of every mutant, in questions which mutant is on.
const CALLS: u64 = 1 << 18;

/// The most that a test may do to be asked of mutants that no shorter one sees. What only others see counts as a
/// survivor.
const MOST_CALLS: u64 = 1 << 24;

/// How often the questions that a test asks by itself it may ask of a mutant, before it counts as endless; and how many
/// more. A mutant that is in no hurry makes more of them, and a busy machine does not.
const PATIENCE: (u64, u64) = (32, 1 << 20);

/// A test that looks at the clock.
const NOT_ASKED: &str = "a_value_is_made_quickly";

/// Tests that do more run each by itself, after the others.
const FEW_CALLS: u64 = 1 << 14;

/// The processor time that a mutant may take, in seconds: for loops in which nothing is asked.
const TIME: u64 = 60;

/// The memory that a mutant may take, in KiB.
const MEMORY: u64 = 4 << 20;

/// What became of a mutant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// A test fails.
    Killed,
    /// Every test passes.
    Survived,
    /// No test comes by.
    Unreached,
}

/// A test alone, without any mutant.
#[derive(Debug)]
struct Test {
    program: usize,
    name: String,
    reached: BTreeSet<usize>,
    /// How often the code asks which mutant is on, to the power of two below: what the test costs on any machine.
    calls: u64,
}

/// Tries mutants, given by index. Long tests are not asked of those that are `known` to survive.
pub(super) fn fates(
    programs: &[Program],
    jobs: usize,
    chosen: &[usize],
    known: impl Fn(usize) -> bool + Sync,
) -> Result<Vec<Fate>, Error> {
    let notes = tempfile::tempdir().map_err(|source| Error::Notes { source })?;
    let mut tests = tests(programs, jobs, notes.path())?;
    tests.sort_by_key(|test| test.calls);
    parallel(chosen, jobs, |&index| {
        let most = if known(index) { CALLS } else { MOST_CALLS };
        let reaching = tests.iter().filter(|it| it.reached.contains(&index));
        fate(
            programs,
            reaching.filter(|it| it.calls <= most).collect(),
            index,
        )
    })
}

/// Runs every test once and writes down which mutants it reaches.
fn tests(programs: &[Program], jobs: usize, scratch: &Path) -> Result<Vec<Test>, Error> {
    let mut all = Vec::new();
    for (index, program) in programs.iter().enumerate() {
        let output = command(program, &["--list", "--format", "terse"], 60)
            .output()
            .map_err(|source| unstarted(program, source))?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let names = text.lines().filter_map(|line| line.strip_suffix(": test"));
        let asked = names.filter(|name| *name != NOT_ASKED);
        all.extend(asked.map(|name| (index, name.to_owned())));
    }
    let numbered: Vec<(usize, (usize, String))> = all.into_iter().enumerate().collect();
    parallel(&numbered, jobs, |(number, (program, name))| {
        let notes = scratch.join(number.to_string());
        let output = command(
            &programs[*program],
            &["--exact", name, "--test-threads=1"],
            600,
        )
        .env("MUTANTS_REACHED", &notes)
        .output()
        .map_err(|source| unstarted(&programs[*program], source))?;
        if !output.status.success() {
            let said = [output.stdout, output.stderr].concat();
            return Err(Error::Red {
                test: name.clone(),
                output: String::from_utf8_lossy(&said).into_owned(),
            });
        }
        let reached = fs::read_to_string(&notes).unwrap_or_default();
        let calls = reached
            .lines()
            .filter_map(|line| line.strip_prefix("calls ")?.parse().ok());
        let calls = calls.max().unwrap_or_default();
        let reached = reached
            .lines()
            .filter_map(|line| line.parse::<usize>().ok());
        Ok(Test {
            program: *program,
            name: name.clone(),
            reached: reached.map(|id| id - 1).collect(),
            calls,
        })
    })
}

/// Asks tests in the order of what they do: at first those of each program that do little, together.
fn fate(programs: &[Program], reaching: Vec<&Test>, index: usize) -> Result<Fate, Error> {
    if reaching.is_empty() {
        return Ok(Fate::Unreached);
    }
    let mut groups: BTreeMap<(usize, usize), Vec<&Test>> = BTreeMap::new();
    for (number, test) in reaching.into_iter().enumerate() {
        let alone = if test.calls > FEW_CALLS {
            number + 1
        } else {
            0
        };
        groups.entry((alone, test.program)).or_default().push(test);
    }
    for group in groups.into_values() {
        let calls: u64 = group.iter().map(|it| it.calls).sum();
        let mut arguments: Vec<&str> = group.iter().map(|it| it.name.as_str()).collect();
        arguments.extend(["--exact", "--test-threads=1", "--quiet"]);
        let status = status(&programs[group[0].program], &arguments, calls, index + 1)?;
        if !status.success() {
            return Ok(Fate::Killed);
        }
    }
    Ok(Fate::Survived)
}

fn status(
    program: &Program,
    arguments: &[&str],
    calls: u64,
    mutant: usize,
) -> Result<ExitStatus, Error> {
    let (times, more) = PATIENCE;
    command(program, arguments, TIME)
        .env("MUTANT", mutant.to_string())
        .env("MUTANT_CALLS", (calls * times + more).to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .map_err(|source| unstarted(program, source))
}

/// A program with an end: of processor time, so that a busy machine kills nothing, and of memory.
fn command(program: &Program, arguments: &[&str], seconds: u64) -> Command {
    let mut command = Command::new("sh");
    let limits =
        format!("ulimit -c 0; ulimit -t {seconds}; ulimit -v {MEMORY}; exec \"$0\" \"$@\"");
    command
        .args(["-c", &limits])
        .arg(&program.path)
        .args(arguments)
        .current_dir(&program.folder)
        .env("PROPTEST_RNG_SEED", "1")
        .env("PROPTEST_CASES", "64")
        .env("AGREE_CASES", "300")
        .env("TYPED_VALUES", "3")
        .env("TYPED_EDITS", "1")
        .env("RUST_BACKTRACE", "0");
    command
}

fn unstarted(program: &Program, source: std::io::Error) -> Error {
    Error::Unstarted {
        program: program.path.clone(),
        source,
    }
}

/// The answers about all things, asked by so many threads.
fn parallel<T: Sync, R: Send>(
    things: &[T],
    jobs: usize,
    ask: impl Fn(&T) -> Result<R, Error> + Sync,
) -> Result<Vec<R>, Error> {
    let next = AtomicUsize::new(0);
    let answers = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(thing) = things.get(index) else {
                        return;
                    };
                    let answer = ask(thing);
                    answers
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push((index, answer));
                }
            });
        }
    });
    let mut answers = answers.into_inner().unwrap_or_else(PoisonError::into_inner);
    answers.sort_by_key(|(index, _)| *index);
    answers.into_iter().map(|(_, answer)| answer).collect()
}
