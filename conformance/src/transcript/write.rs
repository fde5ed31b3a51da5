//! Writing a transcript while the run goes on, without keeping what is written.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};

use super::{FILE, Footer, Header, Line, SessionRecord, TranscriptInfo};
use crate::baseline::Applied;
use crate::judge::CheckResult;
use crate::report::{Folder, Redactor, WriteError};
use crate::session::{Step, StepRecord};

/// A transcript that is being written. It appears under its name when it is finished, and not before.
#[derive(Debug)]
pub struct Writer {
    path: PathBuf,
    part: Part,
    redactor: Redactor,
    lines: Mutex<Lines>,
}

impl Writer {
    /// Begins a transcript in a folder of reports.
    pub fn begin(
        folder: &Folder,
        header: &Header,
        redactor: &Redactor,
    ) -> Result<Self, WriteError> {
        let folder = folder.path();
        let (path, part) = (folder.join(FILE), folder.join(format!(".{FILE}.part")));
        let file = File::create(&part).map_err(|source| WriteError::Folder {
            path: part.clone(),
            source,
        })?;
        let writer = Self {
            path,
            part: Part(part),
            redactor: redactor.clone(),
            lines: Mutex::new(Lines::new(file)),
        };
        writer.write(&[Line::Header(Box::new(header.clone()))], 0);
        Ok(writer)
    }

    /// Writes a session that belongs to no check.
    pub fn session(&self, holder: &str, steps: &[Step]) {
        self.sessions(holder, &[steps]);
    }

    /// Writes what happened in a check.
    pub fn result(&self, result: &CheckResult) {
        let id = result.check.id;
        if result.sessions.is_empty() {
            let reason = result.stop.as_ref().map(ToString::to_string);
            let line = Line::NotRun {
                check: id.to_owned(),
                reason: self.redactor.text(&reason.unwrap_or_default()),
            };
            self.write(&[line], 0);
        } else {
            let sessions: Vec<&[Step]> = result.sessions.iter().map(Vec::as_slice).collect();
            self.sessions(id, &sessions);
        }
    }

    /// Writes what the baseline accepts.
    pub fn baseline(&self, applied: &Applied) {
        let entries = applied.entries().cloned().collect();
        self.write(&[Line::Baseline(entries)], 0);
    }

    fn sessions(&self, holder: &str, sessions: &[&[Step]]) {
        let exchanges = sessions
            .iter()
            .flat_map(|steps| steps.iter())
            .filter(|step| matches!(step, Step::Exchange(_)))
            .count();
        let lines: Vec<Line> = sessions
            .iter()
            .enumerate()
            .map(|(number, steps)| {
                Line::Session(SessionRecord {
                    check: holder.to_owned(),
                    number,
                    steps: steps
                        .iter()
                        .map(|step| StepRecord::new(step, &self.redactor))
                        .collect(),
                })
            })
            .collect();
        self.write(&lines, exchanges);
    }

    /// Writes lines one after the other, whatever other threads write. What goes wrong is told at the end.
    fn write(&self, lines: &[Line], exchanges: usize) {
        let mut guard = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        guard.exchanges += exchanges as u64;
        for line in lines {
            guard.push(line);
        }
    }

    /// Writes the footer and gives the file its name.
    pub fn finish(self) -> Result<TranscriptInfo, WriteError> {
        let fail = |source| WriteError::Folder {
            path: self.path.clone(),
            source,
        };
        let lines = self
            .lines
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        let sha256 = lines.finish().map_err(fail)?;
        std::fs::rename(&self.part.0, &self.path).map_err(fail)?;
        Ok(TranscriptInfo {
            file: FILE.to_owned(),
            sha256,
        })
    }
}

/// The unfinished file. It goes where the run ends before it is finished.
#[derive(Debug)]
struct Part(PathBuf);

impl Drop for Part {
    fn drop(&mut self) {
        // a finished file has another name, so that there is nothing to remove
        let _ = std::fs::remove_file(&self.0);
    }
}

/// The lines written so far.
#[derive(Debug)]
struct Lines {
    file: Hashed<BufWriter<File>>,
    count: u64,
    exchanges: u64,
    failed: Option<std::io::Error>,
}

impl Lines {
    fn new(file: File) -> Self {
        Self {
            file: Hashed {
                inner: BufWriter::new(file),
                hash: Sha256::new(),
            },
            count: 0,
            exchanges: 0,
            failed: None,
        }
    }

    fn push(&mut self, line: &Line) {
        if self.failed.is_none() {
            self.count += 1;
            self.failed = write_line(&mut self.file, line).err();
        }
    }

    /// Ends the file; returns the digest.
    fn finish(self) -> std::io::Result<String> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        let Hashed { mut inner, hash } = self.file;
        let sha256 = format!("{:x}", hash.finalize());
        let footer = Footer {
            lines: self.count,
            exchanges: self.exchanges,
            sha256: sha256.clone(),
        };
        write_line(&mut inner, &Line::Footer(footer))?;
        inner.flush()?;
        Ok(sha256)
    }
}

fn write_line(to: &mut impl Write, line: &Line) -> std::io::Result<()> {
    serde_json::to_writer(&mut *to, line)?;
    to.write_all(b"\n")
}

/// Hashes what it passes on.
#[derive(Debug)]
struct Hashed<W> {
    inner: W,
    hash: Sha256,
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.inner.flush()
    }
}
