package dev.lanparty.identity;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes a relay's own key and certificate: EC P-256, for TLS servers, signed by itself and unable to sign others. Stateless. */
final class SelfSigned {
    private static final String CURVE = "P-256";
    private static final Duration VALID_BEFORE = Duration.ofDays(1);
    private static final Duration VALID_FOR = Duration.ofDays(3_652);
    private static final int SERIAL_BITS = 120;
    /** The longest common name (RFC 5280, appendix A.1); a longer server name is whole in the alternative name. */
    private static final int MAX_COMMON_NAME_CHARACTERS = 64;

    private SelfSigned() {
    }

    static PrivateKey newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair().getPrivate();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has the curve P-256", impossible);
        }
    }

    /** Whether {@link #certificate} can be made of the key alone. */
    static boolean canCertify(PrivateKey key) {
        return key instanceof ECPrivateKey ec && ec.getParams().getOrder().equals(curve().getN());
    }

    /**
     * A certificate in DER form, valid for ten years from the day before {@code now}: a clock that is slow must not refuse it.
     *
     * @param key one for which {@link #canCertify} holds
     */
    static byte[] certificate(PrivateKey key, ServerName name, Instant now) {
        String commonName = name.text().substring(0, Math.min(name.text().length(), MAX_COMMON_NAME_CHARACTERS));
        X500Name subject = new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, commonName).build();
        BigInteger serial = new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(SERIAL_BITS);
        Instant start = now.minus(VALID_BEFORE);
        try {
            X509v3CertificateBuilder certificate = new X509v3CertificateBuilder(subject, serial, Date.from(start),
                    Date.from(start.plus(VALID_FOR)), subject, publicKeyOf((ECPrivateKey) key));
            certificate.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            certificate.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            certificate.addExtension(Extension.extendedKeyUsage, false,
                    new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            certificate.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName(
                    name.isAddress() ? GeneralName.iPAddress : GeneralName.dNSName, name.text())));
            return certificate.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)).getEncoded();
        } catch (IOException | OperatorCreationException impossible) {
            throw new IllegalStateException("a certificate can be made of any P-256 key", impossible);
        }
    }

    /** The public point is the private number times the curve's generator (SEC 1, section 3.2.1). */
    private static SubjectPublicKeyInfo publicKeyOf(ECPrivateKey key) {
        ECPoint point = new FixedPointCombMultiplier().multiply(curve().getG(), key.getS());
        PrivateKeyInfo form = PrivateKeyInfo.getInstance(key.getEncoded());
        return new SubjectPublicKeyInfo(form.getPrivateKeyAlgorithm(), point.getEncoded(false));
    }

    private static X9ECParameters curve() {
        return ECNamedCurveTable.getByName(CURVE);
    }
}
