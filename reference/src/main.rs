//! `reference`: the reference server on the command line.

use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use reference::{Inventory, Options, Server, Storage, Tls};
use tokio::signal::unix::{SignalKind, signal};

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
    /// Platform release to serve, such as 3.3.
    #[arg(long, value_name = "RELEASE", default_value = generated::spec::PLATFORM)]
    platform: String,
    /// Keep instances in this directory instead of memory; one server at a time may use it.
    #[arg(long, value_name = "DIR", conflicts_with = "store")]
    data: Option<PathBuf>,
    /// Keep instances in etcd, as etcd://HOST:PORT[,HOST:PORT...]/PREFIX, for several replicas.
    #[arg(long, value_name = "URL")]
    store: Option<Storage>,
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
    let tls = if arguments.http {
        Tls::Off
    } else {
        Tls::SelfSigned
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
    let storage = match (&arguments.data, &arguments.store) {
        (Some(directory), _) => Storage::Directory(directory.clone()),
        (None, Some(store)) => store.clone(),
        (None, None) => Storage::Memory,
    };
    let place = storage.to_string();
    let server = Server::start(Options {
        listen: arguments.listen,
        tls,
        inventory,
        platform,
        storage,
    })
    .map_err(|error| error.to_string())?;
    introduce(&server);
    println!("Instances are kept {place}.");
    wait_for_signal().map_err(|error| format!("cannot wait for signals: {error}"))?;
    server.shutdown();
    Ok(())
}

/// Prints where the server is, the keys, and the command of the reference page.
fn introduce(server: &Server) {
    let url = server.url();
    println!("Listening on {url}{}\n", generated::spec::PATH_PREFIX);
    println!("Access keys:");
    for user in server.users() {
        println!(
            "  {user:<10} {}",
            server.access_key(user).unwrap_or_default()
        );
    }
    let Some(first) = server.users().next() else {
        return;
    };
    let key = server.access_key(first).unwrap_or_default();
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
    println!("\nCtrl-C stops the server.");
}

fn wait_for_signal() -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => interrupted,
            _ = terminate.recv() => Ok(()),
        }
    })
}
