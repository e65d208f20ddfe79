package dev.lanparty.identity;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certification authority of a test's own, with an EC key; what it issues has an RSA key, one for all to save time. */
final class Authority {
    private final X500Name name = new X500Name("CN=Test Authority");
    private final KeyPair keys = newKeys("EC", 256);
    private final KeyPair issuedKeys = newKeys("RSA", 2048);
    private final X509Certificate certificate;

    Authority(Instant start, Instant end) throws Exception {
        X509v3CertificateBuilder builder = builder(name, keys.getPublic(), start, end);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
        certificate = sign(builder);
    }

    X509Certificate certificate() {
        return certificate;
    }

    /** An identity whose certificate has the given alternative names. */
    RelayIdentity issue(Instant start, Instant end, GeneralName... names) throws Exception {
        X509v3CertificateBuilder builder = builder(new X500Name("CN=relay.example"), issuedKeys.getPublic(), start,
                end);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        if (names.length > 0) {
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        }
        return new RelayIdentity(List.of(sign(builder), certificate), issuedKeys.getPrivate());
    }

    static GeneralName dns(String name) {
        return new GeneralName(GeneralName.dNSName, name);
    }

    static GeneralName address(String name) {
        return new GeneralName(GeneralName.iPAddress, name);
    }

    private X509v3CertificateBuilder builder(X500Name subject, PublicKey key, Instant start, Instant end) {
        return new X509v3CertificateBuilder(name, BigInteger.valueOf(System.nanoTime()), Date.from(start),
                Date.from(end), subject, SubjectPublicKeyInfo.getInstance(key.getEncoded()));
    }

    private X509Certificate sign(X509v3CertificateBuilder builder) throws Exception {
        byte[] der = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
                .getEncoded();
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(der));
    }

    private static KeyPair newKeys(String algorithm, int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits);
        return generator.generateKeyPair();
    }
}
