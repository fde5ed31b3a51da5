//! Reading a transcript: first whether it is whole and unaltered, then check by check.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::{Footer, Header, Line, SCHEMA_VERSION};
use crate::baseline::Entry;
use crate::session::StepRecord;

/// A transcript cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file cannot be read.
    #[error(
        "cannot read {path}: {source}; a report is verified with the {} that its run left beside it",
        super::FILE
    )]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The footer is missing.
    #[error(
        "{path} is cut short: it ends after {lines} lines without a footer; take the whole file, or run again"
    )]
    Truncated {
        /// The file.
        path: PathBuf,
        /// How many whole lines it has.
        lines: u64,
    },
    /// The digest is another.
    #[error("{path} was altered: its bytes have SHA-256 {found}, its footer says {named}")]
    Altered {
        /// The file.
        path: PathBuf,
        /// The digest in the footer.
        named: String,
        /// The digest of what is there.
        found: String,
    },
    /// A line is not what should stand there.
    #[error("{path}, line {line}: {reason}")]
    Line {
        /// The file.
        path: PathBuf,
        /// Which line, from 1.
        line: u64,
        /// What is wrong.
        reason: String,
    },
}

/// What a transcript holds of one check.
#[derive(Debug)]
pub struct Recorded {
    /// Id of the check, or [`super::PREFLIGHT`].
    pub check: String,
    /// Its sessions; the reason where it was not carried out.
    pub sessions: Result<Vec<Vec<StepRecord>>, String>,
}

/// A transcript that is whole, read check by check.
#[derive(Debug)]
pub struct Reader {
    lines: Lines,
    header: Header,
    footer: Footer,
    baseline: Option<Vec<Entry>>,
    /// What was read and belongs to the next check.
    ahead: Option<Line>,
}

impl Reader {
    /// Opens a transcript, once it is known to be whole and unaltered.
    pub fn open(path: &Path) -> Result<Self, ReadError> {
        let footer = footer(path)?;
        let mut lines = Lines::open(path)?;
        let first = lines.next()?;
        let Some(Line::Header(header)) = first else {
            return Err(lines.wrong("is not the header of a transcript".to_owned()));
        };
        if header.schema_version != SCHEMA_VERSION {
            let version = header.schema_version;
            let reason = format!(
                "is a transcript of form {version}; this suite reads form {SCHEMA_VERSION}"
            );
            return Err(lines.wrong(reason));
        }
        Ok(Self {
            lines,
            header: *header,
            footer,
            baseline: None,
            ahead: None,
        })
    }

    /// What the run was told.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// What tells that it is whole.
    pub fn footer(&self) -> &Footer {
        &self.footer
    }

    /// What the baseline accepted, where there was one; known at the end.
    pub fn baseline(&self) -> Option<&[Entry]> {
        self.baseline.as_deref()
    }

    /// The next check; `None` at the end.
    pub fn next_check(&mut self) -> Result<Option<Recorded>, ReadError> {
        let line = match self.ahead.take() {
            Some(line) => Some(line),
            None => self.lines.next()?,
        };
        let first = match line {
            Some(Line::Session(first)) => first,
            Some(Line::NotRun { check, reason }) => {
                return Ok(Some(Recorded {
                    check,
                    sessions: Err(reason),
                }));
            }
            Some(Line::Baseline(entries)) => {
                self.baseline = Some(entries);
                return self.next_check();
            }
            Some(Line::Footer(_)) => return Ok(None),
            Some(Line::Header(_)) | None => {
                return Err(self.lines.wrong("is no line of a session".to_owned()));
            }
        };
        let check = first.check;
        let mut sessions = vec![first.steps];
        while let Some(line) = self.lines.next()? {
            match line {
                Line::Session(next) if next.check == check && next.number == sessions.len() => {
                    sessions.push(next.steps);
                }
                line => {
                    self.ahead = Some(line);
                    break;
                }
            }
        }
        Ok(Some(Recorded {
            check,
            sessions: Ok(sessions),
        }))
    }
}

/// Reads the whole file once, and its last line, which is the footer of all before it.
fn footer(path: &Path) -> Result<Footer, ReadError> {
    let mut lines = Lines::open(path)?;
    let mut hash = Sha256::new();
    let mut last = Vec::new();
    while lines.advance()? {
        hash.update(&last);
        std::mem::swap(&mut last, &mut lines.line);
    }
    let truncated = || ReadError::Truncated {
        path: path.to_owned(),
        lines: lines.number - u64::from(!last.ends_with(b"\n") && !last.is_empty()),
    };
    // a line without its end was cut, even where what is left of it can be read
    if !last.ends_with(b"\n") {
        return Err(truncated());
    }
    let Ok(Line::Footer(footer)) = serde_json::from_slice(&last) else {
        return Err(truncated());
    };
    let found = format!("{:x}", hash.finalize());
    if footer.sha256 != found {
        return Err(ReadError::Altered {
            path: path.to_owned(),
            named: footer.sha256,
            found,
        });
    }
    Ok(footer)
}

/// The lines of a file, one at a time.
#[derive(Debug)]
struct Lines {
    path: PathBuf,
    file: BufReader<File>,
    line: Vec<u8>,
    number: u64,
}

impl Lines {
    fn open(path: &Path) -> Result<Self, ReadError> {
        let file = File::open(path).map_err(|source| ReadError::File {
            path: path.to_owned(),
            source,
        })?;
        Ok(Self {
            path: path.to_owned(),
            file: BufReader::new(file),
            line: Vec::new(),
            number: 0,
        })
    }

    /// Reads the next line with its end; false at the end of the file.
    fn advance(&mut self) -> Result<bool, ReadError> {
        self.line.clear();
        let read = self.file.read_until(b'\n', &mut self.line);
        let read = read.map_err(|source| ReadError::File {
            path: self.path.clone(),
            source,
        })?;
        self.number += u64::from(read > 0);
        Ok(read > 0)
    }

    fn next(&mut self) -> Result<Option<Line>, ReadError> {
        if !self.advance()? {
            return Ok(None);
        }
        let line = serde_json::from_slice(&self.line);
        line.map(Some)
            .map_err(|error| self.wrong(error.to_string()))
    }

    fn wrong(&self, reason: String) -> ReadError {
        ReadError::Line {
            path: self.path.clone(),
            line: self.number,
            reason,
        }
    }
}
