//! Encryption of the connection, with the meaning that libpq gives to `sslmode`.

use std::{path::Path, sync::Arc};

use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, OtherError, RootCertStore, SignatureScheme,
    client::{
        WebPkiServerVerifier,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
        verify_server_name,
    },
    crypto::{CryptoProvider, ring},
    pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime, pem::PemObject},
    server::ParsedCertificate,
};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::address::{Protection, Tls};
use crate::{
    error::{Error, Result},
    say,
};

/// What makes encrypted connections.
pub fn connector(tls: &Tls) -> Result<MakeRustlsConnect> {
    let provider = Arc::new(ring::default_provider());
    let failed = |e: rustls::Error| {
        Error::storage(say!("the encryption cannot be set up", "无法建立加密")).because(&e)
    };
    let builder = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(failed)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Looked::new(tls, provider)?));
    let config = match &tls.own {
        None => builder.with_no_client_auth(),
        Some((certificate, key)) => {
            let key = PrivateKeyDer::from_pem_file(key).map_err(|e| unreadable(key, &e))?;
            builder.with_client_auth_cert(certificates(certificate)?, key).map_err(failed)?
        }
    };
    Ok(MakeRustlsConnect::new(config))
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>> {
    let read =
        CertificateDer::pem_file_iter(path).and_then(Iterator::collect::<std::result::Result<Vec<_>, _>>);
    let all = read.map_err(|e| unreadable(path, &e))?;
    if all.is_empty() {
        return Err(unreadable(path, &std::io::Error::other("no certificate")));
    }
    Ok(all)
}

fn unreadable(path: &Path, error: &(dyn std::error::Error + 'static)) -> Error {
    let path = path.display();
    Error::storage(say!("{path} cannot be read as a certificate or key", "{path} 不是可读的证书或密钥"))
        .because(error)
        .hint(say!("it must be a file in PEM", "须为 PEM 格式的文件"))
}

/// The trusted certificates: those of a file, or the system's.
fn trusted_at(named: &str) -> Result<Vec<CertificateDer<'static>>> {
    match named {
        "system" => Ok(rustls_native_certs::load_native_certs().certs),
        path => certificates(Path::new(path)),
    }
}

/// Looks at the server's certificate as far as the mode asks.
#[derive(Debug)]
struct Looked {
    provider: Arc<CryptoProvider>,
    /// None: any certificate will do.
    authority: Option<Arc<WebPkiServerVerifier>>,
    /// Trusted certificates themselves, of which the server's may be one.
    trusted: Vec<CertificateDer<'static>>,
    /// Whether it must be for that host.
    host: bool,
}

impl Looked {
    fn new(tls: &Tls, provider: Arc<CryptoProvider>) -> Result<Looked> {
        let mut trusted = Vec::new();
        let authority = match &tls.root {
            None if tls.mode >= Protection::VerifyCa => {
                return Err(Error::usage(say!(
                    "sslmode asks for a certificate that can be verified, but no root certificate is at hand",
                    "sslmode 要求验证证书，但没有根证书"
                ))
                .hint(say!(
                    "name one with sslrootcert=FILE, or sslrootcert=system for those of this machine",
                    "请用 sslrootcert=文件 指定，或用 sslrootcert=system 采用本机的根证书"
                )));
            }
            // As libpq: a root certificate at hand makes `require` look at it.
            Some(root) if tls.mode >= Protection::Require => {
                trusted = trusted_at(root)?;
                let mut roots = RootCertStore::empty();
                roots.add_parsable_certificates(trusted.iter().cloned());
                let roots = Arc::new(roots);
                let built = WebPkiServerVerifier::builder_with_provider(roots, provider.clone()).build();
                Some(built.map_err(|e| unreadable(Path::new(root), &e))?)
            }
            _ => None,
        };
        let system = tls.root.as_deref() == Some("system");
        Ok(Looked { provider, authority, trusted, host: tls.mode == Protection::VerifyFull || system })
    }
}

impl ServerCertVerifier for Looked {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> std::result::Result<ServerCertVerified, rustls::Error> {
        let Some(authority) = &self.authority else { return Ok(ServerCertVerified::assertion()) };
        match authority.verify_server_cert(certificate, between, name, ocsp, now) {
            Err(rustls::Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if !self.host => Ok(ServerCertVerified::assertion()),
            // One that signed itself, as many a server of one's own has: trusted by being named.
            Err(rustls::Error::InvalidCertificate(CertificateError::Other(OtherError(error))))
                if error.to_string().contains("CaUsedAsEndEntity") && self.trusted.contains(certificate) =>
            {
                if self.host {
                    verify_server_name(&ParsedCertificate::try_from(certificate)?, name)?;
                }
                Ok(ServerCertVerified::assertion())
            }
            looked => looked,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
