//! A folder of Rust files: formatted, compared with what is on disk, and replaced file by file.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use similar::TextDiff;

/// Files by path below the folder, with slashes.
pub(crate) type Tree = BTreeMap<String, String>;

/// Something went wrong with a folder of files.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// A file or folder cannot be read or written.
    #[error("cannot {what} {}: {source}", path.display())]
    Io {
        /// What was tried.
        what: &'static str,
        /// With which path.
        path: PathBuf,
        /// Why it failed.
        source: io::Error,
    },
    /// The folder holds a file that somebody else wrote.
    #[error(
        "{} was not written by the generator; nothing was changed. Choose a folder that holds generated files only, or move it away",
        .0.display()
    )]
    Foreign(PathBuf),
    /// rustfmt is not there.
    #[error("cannot run rustfmt ({0}); install it with: rustup component add rustfmt")]
    NoFormatter(io::Error),
    /// rustfmt did not accept the files.
    #[error("rustfmt refused the generated files:\n{0}")]
    Refused(String),
}

impl Error {
    fn io<'a>(what: &'static str, path: &'a Path) -> impl FnOnce(io::Error) -> Self + 'a {
        move |source| Self::Io {
            what,
            path: path.to_owned(),
            source,
        }
    }
}

/// Formats a crate's files with the rustfmt and the configuration of the workspace.
///
/// `file` is the root module: formatting it formats every module that it declares.
pub(crate) fn format(root: &Path, tree: &Tree, file: &str) -> Result<Tree, Error> {
    let scratch =
        tempfile::tempdir().map_err(Error::io("make a folder in", &std::env::temp_dir()))?;
    for (name, text) in tree {
        write(&scratch.path().join(name), text)?;
    }
    let mut rustfmt = Command::new(std::env::var_os("RUSTFMT").unwrap_or_else(|| "rustfmt".into()));
    rustfmt.args(["--edition", "2024"]);
    if let Some(configuration) = configuration(root) {
        rustfmt.arg("--config-path").arg(configuration);
    }
    let output = rustfmt
        .arg(scratch.path().join(file))
        .output()
        .map_err(Error::NoFormatter)?;
    if !output.status.success() {
        return Err(Error::Refused(
            String::from_utf8_lossy(&output.stderr).into_owned(),
        ));
    }
    read(scratch.path())
}

/// The configuration that `cargo fmt` finds; rustfmt would look for it around the scratch folder.
fn configuration(root: &Path) -> Option<PathBuf> {
    let names = ["rustfmt.toml", ".rustfmt.toml"];
    root.ancestors()
        .flat_map(|folder| names.map(|name| folder.join(name)))
        .find(|path| path.is_file())
}

/// Reads one file.
pub(crate) fn read_file(path: &Path) -> Result<String, Error> {
    fs::read_to_string(path).map_err(Error::io("read", path))
}

/// Reads every file below a folder; a missing folder is an empty tree.
pub(crate) fn read(folder: &Path) -> Result<Tree, Error> {
    let mut tree = Tree::new();
    if folder.exists() {
        read_into(folder, "", &mut tree)?;
    }
    Ok(tree)
}

fn read_into(folder: &Path, prefix: &str, tree: &mut Tree) -> Result<(), Error> {
    for entry in fs::read_dir(folder).map_err(Error::io("list", folder))? {
        let entry = entry.map_err(Error::io("list", folder))?;
        let path = entry.path();
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if path.is_dir() {
            read_into(&path, &format!("{name}/"), tree)?;
        } else {
            let bytes = fs::read(&path).map_err(Error::io("read", &path))?;
            tree.insert(name, String::from_utf8_lossy(&bytes).into_owned());
        }
    }
    Ok(())
}

/// Makes the folder hold exactly these files; returns how many were written and how many removed.
///
/// Each file is replaced in one step, and files that are as they should be are not touched.
pub(crate) fn replace(folder: &Path, tree: &Tree) -> Result<(usize, usize), Error> {
    let present = read(folder)?;
    let mut written = 0;
    for (name, text) in tree
        .iter()
        .filter(|(name, text)| present.get(*name) != Some(text))
    {
        write(&folder.join(name), text)?;
        written += 1;
    }
    let stale: Vec<&String> = present
        .keys()
        .filter(|name| !tree.contains_key(*name))
        .collect();
    for name in &stale {
        let path = folder.join(name);
        fs::remove_file(&path).map_err(Error::io("remove", &path))?;
        // Only empty folders can be removed like this, which is what is wanted.
        if let Some(parent) = path.parent() {
            let _ = fs::remove_dir(parent);
        }
    }
    Ok((written, stale.len()))
}

/// Refuses a folder with a file that was not generated, so that nothing of somebody else's is overwritten or removed.
pub(crate) fn refuse_foreign(folder: &Path) -> Result<(), Error> {
    let present = read(folder)?;
    let foreign = present
        .iter()
        .find(|(_, text)| !text.starts_with("// @generated"));
    match foreign {
        Some((name, _)) => Err(Error::Foreign(folder.join(name))),
        None => Ok(()),
    }
}

/// Replaces one file in one step.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), Error> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder).map_err(Error::io("make the folder", folder))?;
    let mut file =
        tempfile::NamedTempFile::new_in(folder).map_err(Error::io("write in", folder))?;
    file.write_all(text.as_bytes())
        .map_err(Error::io("write", path))?;
    make_readable(file.as_file()).map_err(Error::io("set the mode of", path))?;
    file.persist(path).map_err(|error| Error::Io {
        what: "write",
        path: path.to_owned(),
        source: error.error,
    })?;
    Ok(())
}

/// Temporary files are private; source files are not.
#[cfg(unix)]
fn make_readable(file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn make_readable(_: &fs::File) -> io::Result<()> {
    Ok(())
}

/// A unified diff from one tree to another, missing and surplus files included; empty when they are the same.
pub(crate) fn diff(label: &str, from: &Tree, to: &Tree) -> String {
    let mut names: Vec<&String> = from.keys().chain(to.keys()).collect();
    names.sort();
    names.dedup();
    let mut diff = String::new();
    for name in names {
        let (old, new) = (from.get(name), to.get(name));
        if old == new {
            continue;
        }
        let path = format!("{label}/{name}");
        let headers = match (old, new) {
            (None, _) => ("/dev/null".to_owned(), path),
            (_, None) => (path, "/dev/null".to_owned()),
            _ => (path.clone(), path),
        };
        let (old, new) = (
            old.map_or("", String::as_str),
            new.map_or("", String::as_str),
        );
        let text = TextDiff::from_lines(old, new)
            .unified_diff()
            .header(&headers.0, &headers.1)
            .to_string();
        diff.push_str(&text);
    }
    diff
}
