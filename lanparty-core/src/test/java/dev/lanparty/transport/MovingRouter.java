package dev.lanparty.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A home router in front of one player: what he sends leaves by a port of the router's, which it forgets when it likes; then
 * the next packet leaves by another one, and what is sent to the old one reaches nobody.
 */
public final class MovingRouter implements AutoCloseable {
    private static final int LONGEST_PACKET_BYTES = 2_048;
    /** After the relay's question: more than an answer takes on loopback, less than the second after which QUIC asks again. */
    private static final long ANSWER_NANOS = Duration.ofMillis(200).toNanos();

    private volatile InetSocketAddress relay;
    private final DatagramSocket inside = open();
    private volatile DatagramSocket outside = open();
    private volatile @Nullable SocketAddress player;
    private volatile long delayNanos;
    private volatile int longestPathQuestionBytes = LONGEST_PACKET_BYTES;
    private final AtomicInteger pathQuestions = new AtomicInteger();
    private Answers answers = Answers.PASS;
    private long askedNanos;
    private boolean answerLost;
    private int firstBytes;

    /** A router that passes on to a relay on loopback. */
    public MovingRouter(int relayPort) {
        relay = onLoopback(relayPort);
        carry(inside, this::toRelay);
        carry(outside, this::toPlayer);
    }

    private static InetSocketAddress onLoopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** In the relay's place there is another one from now on, which knows nobody. */
    void leadTo(int relayPort) {
        relay = onLoopback(relayPort);
    }

    /**
     * What belongs to no version of QUIC that anybody speaks is lost from now on if it is longer, as by a firewall that knows
     * it better, or by a relay that has no time.
     */
    void losePathQuestionsLongerThan(int bytes) {
        longestPathQuestionBytes = bytes;
    }

    /** How many have come from the player. */
    int pathQuestions() {
        return pathQuestions.get();
    }

    private boolean isLostPathQuestion(DatagramPacket packet) {
        if (!PathPacket.isQuestion(contentOf(packet))) {
            return false;
        }
        pathQuestions.incrementAndGet();
        return packet.getLength() > longestPathQuestionBytes;
    }

    private static ByteBuf contentOf(DatagramPacket packet) {
        return Unpooled.wrappedBuffer(packet.getData(), 0, packet.getLength());
    }

    private static DatagramSocket open() {
        try {
            return new DatagramSocket(onLoopback(0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the player takes the relay to be. */
    public int port() {
        return inside.getLocalPort();
    }

    /** From which port the player's packets leave now. */
    public int outerPort() {
        return outside.getLocalPort();
    }

    /** Forgets the port by which the player's packets left so far. */
    public synchronized void forget() {
        DatagramSocket old = outside;
        outside = open();
        firstBytes = 0;
        carry(outside, this::toPlayer);
        old.close();
    }

    /** The length of the connection's first packet from the relay to the port of now, or 0 as long as there was none. */
    synchronized int firstBytes() {
        return firstBytes;
    }

    /**
     * Forgets the port as well, and of the player's packets by the new one only the first passes, until what it brings about at the
     * relay has been answered for nothing.
     */
    public synchronized void forgetAndLoseAnswers() {
        forget();
        answers = Answers.TO_COME;
    }

    /** What becomes of the answers to what the relay asks. */
    private enum Answers {
        PASS, TO_COME, LOST
    }

    /** Others belong to none that is established, such as a question for the path (RFC 8999, 5.1). */
    private static boolean isOfConnection(DatagramPacket packet) {
        return QuicCodecs.isOfConnection(contentOf(packet));
    }

    private synchronized boolean isLost(DatagramPacket packet) {
        boolean ofConnection = isOfConnection(packet);
        if (ofConnection && answers == Answers.TO_COME) {
            answers = Answers.LOST;
            return false;
        }
        if (answerLost && System.nanoTime() - askedNanos > ANSWER_NANOS) {
            answers = Answers.PASS;
            askedNanos = 0;
            answerLost = false;
        }
        boolean lost = ofConnection && answers == Answers.LOST;
        answerLost |= lost && askedNanos != 0;
        return lost;
    }

    private synchronized void noteQuestion(DatagramPacket packet) {
        if (isOfConnection(packet) && firstBytes == 0) {
            firstBytes = packet.getLength();
        }
        if (isOfConnection(packet) && answers == Answers.LOST && askedNanos == 0) {
            askedNanos = System.nanoTime();
        }
    }

    /** From now on each packet takes longer, in each direction. */
    void slowDown(Duration delay) {
        delayNanos = delay.toNanos();
    }

    private interface Way {
        void carry(DatagramPacket packet) throws IOException;
    }

    private void carry(DatagramSocket from, Way way) {
        Thread.ofPlatform().daemon().name("router-" + from.getLocalPort()).start(() -> {
            DatagramPacket packet = new DatagramPacket(new byte[LONGEST_PACKET_BYTES], LONGEST_PACKET_BYTES);
            try {
                while (!from.isClosed()) {
                    packet.setLength(LONGEST_PACKET_BYTES);
                    from.receive(packet);
                    LockSupport.parkNanos(delayNanos);
                    way.carry(packet);
                }
            } catch (IOException e) {
                // Closed: the port is forgotten, or the router is switched off.
                from.close();
            }
        });
    }

    private void toRelay(DatagramPacket packet) throws IOException {
        player = packet.getSocketAddress();
        if (isLost(packet) || isLostPathQuestion(packet)) {
            return;
        }
        packet.setSocketAddress(relay);
        DatagramSocket now = outside;
        try {
            now.send(packet);
        } catch (IOException e) {
            if (!now.isClosed()) {
                throw e;
            }
            // Lost in the moment in which the port changed.
        }
    }

    private void toPlayer(DatagramPacket packet) throws IOException {
        noteQuestion(packet);
        SocketAddress known = player;
        if (known != null) {
            packet.setSocketAddress(known);
            inside.send(packet);
        }
    }

    @Override
    public void close() {
        inside.close();
        outside.close();
    }
}
