//! Etcd that speaks TLS, wants certificates, or wants to know who asks.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use etcd_client::{Client, ConnectOptions, Permission};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tempfile::TempDir;

use super::outages::draft;
use super::{Etcd, EtcdAccess, EtcdAddress};
use crate::store::behaviour::cluster::Cluster;
use crate::store::{Store, StoreError};

/// An authority, and a certificate from it for this machine, in files.
struct Certificates {
    directory: TempDir,
}

impl Certificates {
    fn make() -> Self {
        let directory = TempDir::new().unwrap();
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let authority = params.self_signed(&key).unwrap();
        let issuer = Issuer::new(params, key);
        let own_key = KeyPair::generate().unwrap();
        let own = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
        let own = own.signed_by(&own_key, &issuer).unwrap();
        let this = Self { directory };
        fs::write(this.file("authority"), authority.pem()).unwrap();
        fs::write(this.file("certificate"), own.pem()).unwrap();
        fs::write(this.file("key"), own_key.serialize_pem()).unwrap();
        this
    }

    fn file(&self, name: &str) -> PathBuf {
        self.directory.path().join(format!("{name}.pem"))
    }

    /// What etcd is started with, so that it takes no other client than one with a certificate of the authority.
    fn arguments(&self) -> Vec<String> {
        let file = |name: &str| self.file(name).display().to_string();
        [
            "--cert-file",
            &file("certificate"),
            "--key-file",
            &file("key"),
            "--trusted-ca-file",
            &file("authority"),
            "--client-cert-auth",
        ]
        .map(str::to_owned)
        .into()
    }

    fn access(&self) -> EtcdAccess {
        EtcdAccess {
            authorities: Some(self.file("authority")),
            certificate: Some(self.file("certificate")),
            key: Some(self.file("key")),
            ..EtcdAccess::default()
        }
    }
}

async fn refusal(address: &EtcdAddress, access: &EtcdAccess) -> String {
    Etcd::open(address, access).await.unwrap_err().to_string()
}

#[tokio::test]
async fn etcd_is_reached_over_tls_with_a_certificate() {
    let certificates = Certificates::make();
    let Some(cluster) = Cluster::start_with(1, &certificates.arguments()) else {
        return;
    };
    let url = cluster.url("tls");
    let address: EtcdAddress = url.parse().unwrap();
    assert!(url.starts_with("etcds://"), "{url}");
    let access = certificates.access();
    let store = Etcd::open(&address, &access).await.unwrap();
    let kept = store.create(draft("a")).await.unwrap();
    assert_eq!(store.read(&kept.key).await.unwrap(), kept);
    let mut changes = store.watch(0).await.unwrap();
    assert_eq!(changes.recv().await.unwrap().unwrap().record, kept);

    let others = Certificates::make();
    let strange = EtcdAccess {
        authorities: Some(others.file("authority")),
        ..access.clone()
    };
    let nobody = EtcdAccess {
        certificate: None,
        key: None,
        ..access.clone()
    };
    let plain: EtcdAddress = url.replace("etcds", "etcd").parse().unwrap();
    let defaults = EtcdAccess::default();
    // Each of them is tried until the time is over: etcd might still be on its way up.
    let (error, of_nobody, of_plain) = tokio::join!(
        refusal(&address, &strange),
        refusal(&address, &nobody),
        refusal(&plain, &defaults),
    );
    assert!(error.contains("invalid peer certificate"), "{error}");
    assert!(error.contains("--etcd-cafile"), "{error}");
    assert!(of_nobody.contains("--etcd-certfile"), "{of_nobody}");
    assert!(of_plain.contains("etcds:// is TLS"), "{of_plain}");
    let error = refusal(&plain, &access).await;
    assert!(
        error.contains("write etcds:// instead of etcd://"),
        "{error}"
    );
    let mixed = EtcdAccess {
        key: Some(others.file("key")),
        ..access
    };
    let error = refusal(&address, &mixed).await;
    assert!(
        error.contains("does not belong to the certificate"),
        "{error}"
    );
}

/// The password of every user of these tests.
const PASSWORD: &str = "correct horse";

fn signed_in(directory: &Path, user: &str, password: &str) -> EtcdAccess {
    let file = directory.join("password");
    fs::write(&file, format!("{password}\n")).unwrap();
    EtcdAccess {
        user: Some(user.to_owned()),
        password: Some(file),
        ..EtcdAccess::default()
    }
}

/// Lets only two users in: `root`, and `importer`, who may use the keys below a prefix.
async fn protect(address: &EtcdAddress, prefix: &str) {
    let mut client = Client::connect(&address.members, None).await.unwrap();
    for user in ["root", "importer"] {
        client.user_add(user, PASSWORD, None).await.unwrap();
        client.role_add(user).await.unwrap();
        client.user_grant_role(user, user).await.unwrap();
    }
    let permission = Permission::read_write(format!("/{prefix}/")).with_prefix();
    client
        .role_grant_permission("importer", permission)
        .await
        .unwrap();
    client.auth_enable().await.unwrap();
}

#[tokio::test]
async fn etcd_is_told_who_asks() {
    if let Some(cluster) = Cluster::start(1) {
        told_who_asks(cluster).await;
    }
}

/// Such a token tells how old it is, and is refused once anything about users has changed.
#[tokio::test]
async fn etcd_with_signed_tokens_is_told_who_asks() {
    let directory = TempDir::new().unwrap();
    let file = |name: &str| directory.path().join(name).display().to_string();
    let (private, public) = (file("private"), file("public"));
    let openssl = |arguments: &str| {
        let arguments = arguments.split(' ');
        let output = Command::new("openssl").args(arguments).output();
        let output = output.expect("the Debian package openssl is installed");
        assert!(output.status.success(), "{output:?}");
    };
    openssl(&format!("genrsa -out {private} 2048"));
    openssl(&format!("rsa -in {private} -pubout -out {public}"));
    let token = format!("jwt,pub-key={public},priv-key={private},sign-method=RS256,ttl=10m");
    if let Some(cluster) = Cluster::start_with(1, &["--auth-token".to_owned(), token]) {
        told_who_asks(cluster).await;
    }
}

async fn told_who_asks(mut cluster: Cluster) {
    let address: EtcdAddress = cluster.url("auth").parse().unwrap();
    protect(&address, "auth").await;
    let directory = TempDir::new().unwrap();
    let access = signed_in(directory.path(), "importer", PASSWORD);
    let store = Etcd::open(&address, &access).await.unwrap();
    // Whoever only watches has nobody else to notice that it has to sign in again.
    let watching = Etcd::open(&address, &access).await.unwrap();
    let mut changes = watching.watch(0).await.unwrap();
    let first = store.create(draft("a")).await.unwrap();
    assert_eq!(changes.recv().await.unwrap().unwrap().record, first);

    // What is known of users changes, and the member forgets who has signed in.
    let options = ConnectOptions::new().with_user("root", PASSWORD);
    let mut root = Client::connect(&address.members, Some(options))
        .await
        .unwrap();
    root.role_add("other").await.unwrap();
    let second = store.create(draft("b")).await.unwrap();
    assert_eq!(changes.recv().await.unwrap().unwrap().record, second);
    cluster.kill(0);
    cluster.restart(0);
    let third = store.create(draft("c")).await.unwrap();
    assert_eq!(changes.recv().await.unwrap().unwrap().record, third);

    let wrong = signed_in(directory.path(), "importer", "hunter2-hunter2");
    let error = refusal(&address, &wrong).await;
    assert!(error.contains("authentication failed"), "{error}");
    assert!(!error.contains("hunter2"), "{error}");
    let error = refusal(&address, &EtcdAccess::default()).await;
    assert!(error.contains("--etcd-user"), "{error}");
    let elsewhere: EtcdAddress = cluster.url("elsewhere").parse().unwrap();
    let access = signed_in(directory.path(), "importer", PASSWORD);
    let error = refusal(&elsewhere, &access).await;
    assert!(error.contains("permission denied"), "{error}");
    let empty = signed_in(directory.path(), "importer", "");
    let error = refusal(&address, &empty).await;
    assert!(error.contains("password is empty"), "{error}");
}

#[tokio::test]
async fn a_watch_that_is_not_allowed_ends_with_the_reason() {
    let Some(cluster) = Cluster::start(1) else {
        return;
    };
    let address: EtcdAddress = cluster.url("watched").parse().unwrap();
    protect(&address, "watched").await;
    let directory = TempDir::new().unwrap();
    let access = signed_in(directory.path(), "importer", PASSWORD);
    let store = Etcd::open(&address, &access).await.unwrap();
    let options = ConnectOptions::new().with_user("root", PASSWORD);
    let mut root = Client::connect(&address.members, Some(options))
        .await
        .unwrap();
    root.user_revoke_role("importer", "importer").await.unwrap();
    let mut changes = store.watch(0).await.unwrap();
    let error = changes.recv().await.unwrap().unwrap_err();
    assert!(
        matches!(&error, StoreError::Unavailable(why) if why.contains("permission denied")),
        "{error:?}"
    );
}
