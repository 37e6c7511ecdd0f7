//! A DynamoDB behind TLS, as AWS's is: a certificate of a public-key infrastructure of our own, and a door that decrypts.

use std::{
    fs, io,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    sync::Arc,
};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose,
    PKCS_RSA_SHA256, RsaKeySize,
};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    },
};

/// Where Debian keeps the authorities that everybody trusts.
const TRUSTED: &str = "/etc/ssl/certs/ca-certificates.crt";

/// The name in the certificate, which the functions look up as they would DynamoDB's.
const NAME: &str = "localhost";

/// The files that make a function trust the endpoint.
pub(crate) struct Trust {
    /// Our own authority alone, for whom it comes on top of built-in ones.
    pub(crate) authority: PathBuf,
    /// Together with those that a machine trusts anyway: reading them all is a part of what a start costs.
    pub(crate) bundle: PathBuf,
}

/// Opens a door to the server at `inner`. Returns its URL, and what makes it trusted, in files of `folder`.
pub(crate) async fn open(inner: SocketAddr, folder: &Path) -> io::Result<(String, Trust)> {
    let (config, authority_pem) = config().map_err(io::Error::other)?;
    let trust = Trust { authority: folder.join("authority.pem"), bundle: folder.join("trusted.pem") };
    fs::write(&trust.authority, &authority_pem)?;
    fs::write(&trust.bundle, fs::read_to_string(TRUSTED)? + &authority_pem)?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let url = format!("https://{NAME}:{}", listener.local_addr()?.port());
    let acceptor = TlsAcceptor::from(Arc::new(config));
    tokio::spawn(async move {
        while let Ok((outside, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            // A function that is ended leaves its connection broken, which concerns nobody.
            tokio::spawn(async move { pass_on(acceptor, outside, inner).await.ok() });
        }
    });
    Ok((url, trust))
}

async fn pass_on(acceptor: TlsAcceptor, outside: TcpStream, inner: SocketAddr) -> io::Result<()> {
    outside.set_nodelay(true)?;
    let mut outside = acceptor.accept(outside).await?;
    let mut inside = TcpStream::connect(inner).await?;
    inside.set_nodelay(true)?;
    tokio::io::copy_bidirectional(&mut outside, &mut inside).await?;
    Ok(())
}

/// The server's side of TLS, with a chain as long as Amazon's and keys of its kind: a root, an intermediate authority, and the
/// server, RSA with 2048 bits.
fn config() -> Result<(ServerConfig, String), Box<dyn std::error::Error + Send + Sync>> {
    let root = CertifiedIssuer::self_signed(authority("Root"), key()?)?;
    let intermediate = CertifiedIssuer::signed_by(authority("Intermediate"), key()?, &root)?;
    let server_key = key()?;
    let server = CertificateParams::new([NAME.to_owned()])?.signed_by(&server_key, &intermediate)?;
    let chain = vec![server.der().clone(), intermediate.der().clone()];
    let private = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(server_key.serialize_der()));
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(chain, private)?;
    Ok((config, root.pem()))
}

fn key() -> Result<KeyPair, rcgen::Error> {
    KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048)
}

fn authority(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, format!("Switchboard Bench {name}"));
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}
