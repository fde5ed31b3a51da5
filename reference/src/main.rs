//! `reference`: the reference server on the command line.
//!
//! It ends with 0 when everything was finished, 1 when it could not start or had to cut off requests, 2 for a command line
//! that it does not understand, and 128 and the number of the signal when a second one ended it at once.

mod resources;
mod signals;

use std::fs;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use reference::{Behaviour, Inventory, Limits, LogFormat, Options, Server, Stopped, Storage, Tls};
use signals::Signals;

/// Serves the import endpoint of the platform, for clients to try and for the conformance suite to be tried on.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Address to listen on; port 0 takes a free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8443")]
    listen: SocketAddr,
    /// Serve plain HTTP instead of HTTPS.
    #[arg(long)]
    http: bool,
    /// Projects, clusters, virtual clusters and users, as YAML; `reference/inventory.yaml` is the default.
    #[arg(long, value_name = "FILE")]
    inventory: Option<PathBuf>,
    /// Leave a kubeconfig there, for kubectl and other Kubernetes clients; it holds an access key.
    #[arg(long, value_name = "FILE")]
    write_kubeconfig: Option<PathBuf>,
    /// Whose access key the kubeconfig holds; the first user of the inventory when absent.
    #[arg(long, value_name = "USER", requires = "write_kubeconfig")]
    kubeconfig_user: Option<String>,
    /// Platform release to serve, such as 3.3.
    #[arg(long, value_name = "RELEASE", default_value = generated::spec::PLATFORM)]
    platform: String,
    /// Keep instances in this directory instead of memory; one server at a time may use it.
    #[arg(long, value_name = "DIR", conflicts_with = "store")]
    data: Option<PathBuf>,
    /// Keep instances in etcd, as etcd://HOST:PORT[,HOST:PORT...]/PREFIX, or etcds:// for TLS, for several replicas.
    #[arg(long, value_name = "URL")]
    store: Option<Storage>,
    /// Certificate to serve with, followed by those that lead to its issuer, as PEM; one is made otherwise.
    #[arg(
        long,
        value_name = "FILE",
        requires = "tls_key",
        conflicts_with = "http"
    )]
    tls_cert: Option<PathBuf>,
    /// Private key of the certificate, as PEM.
    #[arg(
        long,
        value_name = "FILE",
        requires = "tls_cert",
        conflicts_with = "http"
    )]
    tls_key: Option<PathBuf>,
    /// On how many threads connections are served; one for each core otherwise.
    #[arg(long, value_name = "COUNT")]
    threads: Option<NonZeroUsize>,
    /// How to log, on the standard error: a line for each request, without keys, headers, queries and bodies.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = LogFormat::Off)]
    log: LogFormat,
    #[cfg(feature = "etcd")]
    #[command(flatten)]
    etcd: reference::EtcdAccess,
    #[command(flatten)]
    limits: Limits,
    #[command(flatten)]
    behaviour: Behaviour,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), String> {
    let inventory = match &arguments.inventory {
        None => Inventory::builtin(),
        Some(file) => {
            let name = file.display();
            let text =
                fs::read_to_string(file).map_err(|error| format!("cannot read {name}: {error}"))?;
            text.parse().map_err(|error| format!("{name}: {error}"))?
        }
    };
    resources::leave_no_core();
    reference::install_log(arguments.log);
    let tls = match (&arguments.tls_cert, &arguments.tls_key) {
        _ if arguments.http => Tls::Off,
        (Some(certificate), Some(key)) => Tls::Files {
            certificate: certificate.clone(),
            key: key.clone(),
        },
        _ => Tls::SelfSigned,
    };
    let platform = generated::platforms::find(&arguments.platform).ok_or_else(|| {
        let known: Vec<&str> = generated::platforms::ALL
            .iter()
            .map(|known| known.name)
            .collect();
        format!(
            "platform {:?} is not described; described: {}",
            arguments.platform,
            known.join(", ")
        )
    })?;
    let mut limits = arguments.limits.clone();
    limits.max_connections = limits.max_connections.min(resources::connections());
    let storage = match (&arguments.data, &arguments.store) {
        (Some(directory), _) => Storage::Directory(directory.clone()),
        #[cfg(feature = "etcd")]
        (None, Some(Storage::Etcd(address, _))) => {
            Storage::Etcd(address.clone(), arguments.etcd.clone())
        }
        (None, Some(store)) => store.clone(),
        (None, None) => Storage::Memory,
    };
    let place = storage.to_string();
    let server = Server::start(Options {
        listen: arguments.listen,
        tls,
        inventory,
        platform,
        limits,
        storage,
        threads: arguments.threads,
        behaviour: arguments.behaviour.clone(),
    })
    .map_err(|error| error.to_string())?;
    let mut signals =
        Signals::listen().map_err(|error| format!("cannot wait for signals: {error}"))?;
    if let Some(file) = &arguments.write_kubeconfig {
        let first = server.users().next().unwrap_or_default();
        let user = arguments.kubeconfig_user.as_deref().unwrap_or(first);
        server
            .write_kubeconfig(file, user)
            .map_err(|error| error.to_string())?;
    }
    introduce(&server);
    println!("Instances are kept {place}.");
    signals.wait();
    signals.exit_at_next();
    match server.shutdown() {
        Stopped { cut_off: 0 } => Ok(()),
        Stopped { cut_off } => Err(format!(
            "{cut_off} connections did not finish in {:?} and were cut off; --stop-time gives them longer",
            arguments.limits.stop_time
        )),
    }
}

/// Prints where the server is, the keys, and the command of the reference page.
fn introduce(server: &Server) {
    let url = server.url();
    println!("Listening on {url}{}\n", generated::spec::PATH_PREFIX);
    println!("Access keys:");
    for user in server.users() {
        // Whoever wrote a key into the inventory knows it; a terminal or a log need not.
        let key = server
            .access_key(user)
            .filter(|_| server.made_access_key(user));
        println!("  {user:<10} {}", key.unwrap_or("as in the inventory"));
    }
    let Some(first) = server.users().next() else {
        return;
    };
    let key = server
        .access_key(first)
        .filter(|_| server.made_access_key(first))
        .unwrap_or("ACCESS-KEY");
    let path = generated::operations::IMPORT_VIRTUAL_CLUSTER.path(&["my-object"]);
    let body = generated::examples::find("documented")
        .map(|example| example.body)
        .unwrap_or_default();
    let scheme = url.split_once("://").map_or("https", |(scheme, _)| scheme);
    println!("\nTo import a virtual cluster, as the reference page does it:\n");
    println!("export LOFT_DOMAIN={}", server.address());
    println!("export ACCESS_KEY={key}");
    println!(
        "curl -s -X POST --insecure \"{scheme}://$LOFT_DOMAIN{}{path}\" \\\n  --data-binary \"$(cat <<EOF\n{}\nEOF\n)\" \\\n  \
         -H \"Content-Type: application/yaml\" \\\n  -H \"Authorization: Bearer $ACCESS_KEY\"",
        generated::spec::PATH_PREFIX,
        body.trim_end()
    );
    println!("\nCtrl-C stops the server once its requests are answered, a second one at once.");
}
