//! A node of our own: a process with a folder and a port.

use std::{
    collections::VecDeque,
    io::{BufRead, BufReader, Write},
    path::PathBuf,
    process::{Child, ChildStderr, Command, Stdio},
    sync::mpsc::{self, RecvTimeoutError, Sender},
    thread,
    time::Duration,
};

use anyhow::{bail, Context, Result};

use super::lookup::{program, PROGRAM};

/// How long a node may take to start: two minutes.
const PATIENCE: Duration = Duration::from_secs(120);

/// What a node writes before the address that it listens at.
const LISTENING: &str = "Running JSON-RPC server: addr=";

/// How many of the last lines an error has when a node does not start.
const LAST_LINES: usize = 10;

/// A development node of our own, on a free port and in a temporary folder. It makes a block of
/// each transaction. Process and folder are gone when this value is dropped, and also when the
/// process that holds it ends in any other way.
#[derive(Debug)]
pub struct Node {
    folder: PathBuf,
    port: u16,
    guard: Option<Child>,
}

impl Node {
    /// Starts a node with an empty chain, and waits until it answers. That takes seconds.
    ///
    /// # Errors
    /// When `substrate-contracts-node` is not on `PATH`, or does not start.
    pub fn start() -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("chartkey-node-").tempdir()?;
        let (guard, port) = run(folder.path().to_path_buf(), 0)?;
        Ok(Self { folder: folder.into_path(), port, guard: Some(guard) })
    }

    /// Where it answers.
    #[must_use]
    pub fn url(&self) -> String {
        format!("ws://127.0.0.1:{}", self.port)
    }

    /// Ends the node with SIGKILL, which it cannot notice. Its folder stays.
    ///
    /// # Errors
    /// When it cannot be ended.
    pub fn kill(&mut self) -> Result<()> {
        self.end(b"keep\n").context("the node cannot be killed")
    }

    /// Starts it again, on the same port and in the same folder.
    ///
    /// # Errors
    /// When it runs, or does not start.
    pub fn restart(&mut self) -> Result<()> {
        anyhow::ensure!(self.guard.is_none(), "the node runs already");
        let (guard, port) = run(self.folder.clone(), self.port)?;
        self.guard = Some(guard);
        anyhow::ensure!(port == self.port, "the node listens on another port");
        Ok(())
    }

    /// Tells the guard to end the node, and waits until it has.
    fn end(&mut self, last_word: &[u8]) -> std::io::Result<()> {
        let Some(mut guard) = self.guard.take() else { return Ok(()) };
        if let Some(mut word) = guard.stdin.take() {
            word.write_all(last_word)?;
        }
        guard.wait().map(drop)
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // Nobody is left who could act on a failure.
        match self.guard {
            Some(_) => drop(self.end(b"")),
            None => drop(std::fs::remove_dir_all(&self.folder)),
        }
    }
}

/// Starts a node under its guard. Port 0 is any free port; the one it listens at is returned.
fn run(folder: PathBuf, port: u16) -> Result<(Child, u16)> {
    let program = program().with_context(|| format!("{PROGRAM} is not on PATH"))?;
    let mut guard = Command::new("/bin/sh")
        .args(["-c", include_str!("guard.sh"), "guard.sh"])
        .arg(folder)
        .arg(program)
        .args(["--dev", "--port", "0", "--no-prometheus", "--no-telemetry", "--no-mdns"])
        .args(["--rpc-port", &port.to_string()])
        .env("RUST_LOG", "info")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .context("the node cannot be started")?;
    let output = guard.stderr.take().context("the node has no output")?;
    let (sender, address) = mpsc::channel();
    let reader = thread::spawn(move || listen(output, &sender));
    match address.recv_timeout(PATIENCE) {
        Ok(port) => Ok((guard, port)),
        Err(reason) => {
            drop(guard.stdin.take());
            guard.wait()?;
            let last = reader.join().unwrap_or_default();
            let reason = match reason {
                RecvTimeoutError::Timeout => "does not answer",
                RecvTimeoutError::Disconnected => "ended",
            };
            bail!("the node {reason}: {}", Vec::from(last).join("\n"))
        }
    }
}

/// Sends the port as soon as the node listens, and reads on, so that the node never waits for
/// a reader. Returns the last lines.
fn listen(output: ChildStderr, sender: &Sender<u16>) -> VecDeque<String> {
    let mut last = VecDeque::new();
    for line in BufReader::new(output).lines().map_while(Result::ok) {
        if let Some(port) = port_in(&line) {
            // Nobody waits any more if this fails.
            let _ = sender.send(port);
        }
        if last.len() == LAST_LINES {
            last.pop_front();
        }
        last.push_back(line);
    }
    last
}

/// The port in the line that says where the node listens.
fn port_in(line: &str) -> Option<u16> {
    let (_, addresses) = line.split_once(LISTENING)?;
    let first = addresses.split(',').next()?;
    first.rsplit(':').next()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_that_of_the_first_address() {
        let line = "INFO main sc_rpc_server: Running JSON-RPC server: addr=127.0.0.1:41579, \
                    allowed origins=[\"*\"]    ";
        assert_eq!(port_in(line), Some(41_579));
        let line = "Running JSON-RPC server: addr=127.0.0.1:9944,[::1]:9945";
        assert_eq!(port_in(line), Some(9_944));
        assert_eq!(port_in("Role: AUTHORITY"), None);
    }
}
