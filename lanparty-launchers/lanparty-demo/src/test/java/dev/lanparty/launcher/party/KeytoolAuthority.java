package dev.lanparty.launcher.party;

import dev.lanparty.launcher.lab.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** An authority as there are public ones, made by the JDK's keytool, and a relay's certificate that it has issued. */
final class KeytoolAuthority {
    private static final String PASSWORD = "in-a-test-only";

    private final Path folder;

    /** Makes both; the certificate is for an IP address. */
    KeytoolAuthority(Path folder, String address) throws IOException, GeneralSecurityException {
        this.folder = Files.createDirectories(folder);
        keytool("authority.p12", "-genkeypair", "-alias", "authority", "-keyalg", "EC", "-dname", "CN=Authority",
                "-ext",
                "bc:c=ca:true", "-ext", "ku:c=keyCertSign");
        keytool("relay.p12", "-genkeypair", "-alias", "relay", "-keyalg", "EC", "-dname", "CN=Relay");
        keytool("relay.p12", "-certreq", "-alias", "relay", "-file", file("request"));
        keytool("authority.p12", "-gencert", "-alias", "authority", "-infile", file("request"), "-outfile",
                file("issued"), "-ext", "san=ip:" + address);
        keytool("authority.p12", "-exportcert", "-alias", "authority", "-file", file("authority.der"));
        keytool("trusted.p12", "-importcert", "-noprompt", "-alias", "authority", "-file", file("authority.der"));
        keytool("relay.p12", "-importcert", "-noprompt", "-alias", "authority", "-file", file("authority.der"));
        keytool("relay.p12", "-importcert", "-alias", "relay", "-file", file("issued"));
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private void keytool(String store, String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", file(store), "-storepass", PASSWORD, "-storetype", "PKCS12"));
        Programs.check(command, "");
    }

    /** Writes the relay's chain and key as its operator has them. */
    void install(Path chain, Path key) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(folder.resolve("relay.p12").toFile(), PASSWORD.toCharArray());
        StringBuilder certificates = new StringBuilder();
        for (Certificate certificate : store.getCertificateChain("relay")) {
            certificates.append(pem("CERTIFICATE", certificate.getEncoded()));
        }
        Files.writeString(chain, certificates);
        Files.writeString(key, pem("PRIVATE KEY", store.getKey("relay", PASSWORD.toCharArray()).getEncoded()));
    }

    private static String pem(String label, byte[] der) {
        String lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
    }

    /** A program and its environment under which a JVM trusts the authority as it does public ones. */
    List<String> trusted() {
        return List.of("env", "JDK_JAVA_OPTIONS=-Djavax.net.ssl.trustStore=" + file("trusted.p12")
                + " -Djavax.net.ssl.trustStorePassword=" + PASSWORD);
    }
}
