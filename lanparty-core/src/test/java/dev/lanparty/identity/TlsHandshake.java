package dev.lanparty.identity;

import java.nio.ByteBuffer;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;

/** A TLS handshake between two engines of the JDK on one thread, without a socket. */
final class TlsHandshake {
    private static final int MAX_STEPS = 1_000;
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final char[] PASSWORD = "in memory only".toCharArray();

    private TlsHandshake() {
    }

    /**
     * Runs to the end.
     *
     * @throws SSLException if the client does not trust the relay
     */
    static void run(RelayIdentity relay, RelayTrust trust) throws Exception {
        SSLEngine server = serverContext(relay).createSSLEngine();
        server.setUseClientMode(false);
        SSLContext clientContext = SSLContext.getInstance("TLSv1.3");
        clientContext.init(null, new TrustManager[]{trust}, null);
        SSLEngine client = clientContext.createSSLEngine("192.0.2.1", 443);
        client.setUseClientMode(true);
        client.beginHandshake();
        server.beginHandshake();
        ByteBuffer toServer = ByteBuffer.allocate(BUFFER_BYTES);
        ByteBuffer toClient = ByteBuffer.allocate(BUFFER_BYTES);
        for (int step = 0; isUnderWay(client) || isUnderWay(server); step++) {
            if (step == MAX_STEPS) {
                throw new AssertionError("the handshake does not end");
            }
            advance(client, toClient, toServer);
            advance(server, toServer, toClient);
        }
    }

    private static SSLContext serverContext(RelayIdentity relay) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("relay", relay.key(), PASSWORD, relay.chain().toArray(X509Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static boolean isUnderWay(SSLEngine engine) {
        return engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING;
    }

    private static void advance(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
        switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> {
                for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                    task.run();
                }
            }
            case NEED_WRAP -> engine.wrap(ByteBuffer.allocate(0), out);
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                in.flip();
                engine.unwrap(in, ByteBuffer.allocate(BUFFER_BYTES));
                in.compact();
            }
            case NOT_HANDSHAKING, FINISHED -> {
                // The other side has something left to do.
            }
        }
    }
}
