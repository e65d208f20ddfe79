package dev.lanparty.room;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lanparty.ffi.linux.RoutePin;
import dev.lanparty.relay.RelayStatus;
import io.netty.handler.codec.quic.QuicChannel;
import java.io.File;
import java.lang.foreign.MemorySegment;
import java.net.DatagramSocket;
import java.time.Clock;
import org.bouncycastle.cert.X509CertificateHolder;
import org.slf4j.Logger;

/** Does in a pure room all that is done in none, so that the dependency rules can show that they notice. Never run. */
public final class Trespasser {
    private Trespasser() {
    }

    static long readsTheClock() {
        return System.nanoTime();
    }

    static long asksForTheDate(Clock clock) {
        return clock.millis();
    }

    static void startsAThread() {
        Thread.ofPlatform().start(() -> {
        });
    }

    static int knowsASocket(DatagramSocket socket) {
        return socket.getLocalPort();
    }

    static long knowsAFile(File file) {
        return file.length();
    }

    static void logs(Logger logger) {
        logger.info("here");
    }

    static boolean knowsAChannel(QuicChannel channel) {
        return channel.isTimedOut();
    }

    static long knowsForeignMemory(MemorySegment segment) {
        return segment.byteSize();
    }

    static int knowsTheRelay(RelayStatus status) {
        return status.rooms();
    }

    static boolean knowsCertificates(X509CertificateHolder certificate) {
        return certificate.hasExtensions();
    }

    static int parsesJson(JsonNode node) {
        return node.size();
    }

    static int knowsLinux(RoutePin pin) {
        return pin.hashCode();
    }
}
