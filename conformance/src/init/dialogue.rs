//! The questions, for whoever sits at the terminal.

use std::io::{self, BufRead, Write};
use std::path::PathBuf;

use super::answers::{Answers, KeyPlace};

/// Asks on one stream and reads from another.
pub(super) struct Dialogue<I, O> {
    input: I,
    output: O,
}

impl<I: BufRead, O: Write> Dialogue<I, O> {
    pub(super) fn new(input: I, output: O) -> Self {
        Self { input, output }
    }

    /// Asks for everything that is not known yet.
    pub(super) fn complete(&mut self, answers: &mut Answers) -> io::Result<()> {
        if answers.url.is_none() {
            let question = "URL of the server, up to and with /kubernetes/management";
            answers.url = Some(self.needed(question)?);
        }
        if answers.allowed.is_none() {
            let question = "Variable that holds a key that may import (or @file)";
            answers.allowed = self.place(question, Some("ACCESS_KEY"))?;
        }
        if answers.denied.is_none() {
            let question =
                "Variable that holds a valid key that may not import (or @file; empty: none)";
            answers.denied = self.place(question, None)?;
        }
        let project = "Project to import into";
        let cluster = "Connected cluster that holds the importable virtual clusters";
        let namespace = "Their namespace";
        for (answer, question) in [
            (&mut answers.project, project),
            (&mut answers.cluster, cluster),
            (&mut answers.namespace, namespace),
        ] {
            if answer.is_none() {
                *answer = Some(self.needed(question)?);
            }
        }
        if answers.second_project.is_none() {
            answers.second_project =
                self.ask("Another project to import into (empty: none)", None)?;
        }
        if answers.pattern.is_none() && answers.names.is_empty() {
            answers.pattern = self.ask(
                "Names of the virtual clusters, {n} for a number from 1",
                Some("vc-{n}"),
            )?;
        }
        while answers.pattern.is_some() && answers.count.is_none() {
            answers.count = self.needed("How many of them there are")?.parse().ok();
        }
        Ok(())
    }

    /// Where a key is: the name of a variable, or a file after `@`.
    fn place(&mut self, question: &str, otherwise: Option<&str>) -> io::Result<Option<KeyPlace>> {
        let answer = self.ask(question, otherwise)?;
        Ok(answer.map(|answer| match answer.strip_prefix('@') {
            Some(file) => KeyPlace::File(PathBuf::from(file)),
            None => KeyPlace::Variable(answer),
        }))
    }

    /// Asks until there is an answer.
    fn needed(&mut self, question: &str) -> io::Result<String> {
        loop {
            if let Some(answer) = self.ask(question, None)? {
                return Ok(answer);
            }
        }
    }

    /// Asks once. An empty line means `otherwise`; the end of the input is an error, so that nobody is asked for ever.
    fn ask(&mut self, question: &str, otherwise: Option<&str>) -> io::Result<Option<String>> {
        match otherwise {
            Some(otherwise) => write!(self.output, "{question} [{otherwise}]: ")?,
            None => write!(self.output, "{question}: ")?,
        }
        self.output.flush()?;
        let mut line = String::new();
        if self.input.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let answer = Some(line.trim()).filter(|answer| !answer.is_empty());
        Ok(answer.or(otherwise).map(str::to_owned))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(input: &str) -> (io::Result<()>, Answers, String) {
        let (mut answers, mut output) = (Answers::default(), Vec::new());
        let result = Dialogue::new(input.as_bytes(), &mut output).complete(&mut answers);
        (
            result,
            answers,
            String::from_utf8_lossy(&output).into_owned(),
        )
    }

    #[test]
    fn answers_and_what_is_meant_by_an_empty_line() {
        let (result, answers, output) =
            asked("\nhttps://h/kubernetes/management\n\n@denied.key\np\nc\nn\n\n\nmany\n40\n");
        result.unwrap();
        assert_eq!(answers.missing(), Vec::<&str>::new(), "{output}");
        assert_eq!(
            answers.allowed,
            Some(KeyPlace::Variable("ACCESS_KEY".to_owned()))
        );
        assert_eq!(answers.denied, Some(KeyPlace::File("denied.key".into())));
        assert_eq!(
            (answers.pattern.as_deref(), answers.count),
            (Some("vc-{n}"), Some(40))
        );
        assert_eq!(answers.second_project, None);
        assert_eq!(
            output.matches("URL of the server").count(),
            2,
            "asked again"
        );
    }

    #[test]
    fn nobody_is_asked_for_ever() {
        assert!(asked("https://h\n").0.is_err());
    }
}
