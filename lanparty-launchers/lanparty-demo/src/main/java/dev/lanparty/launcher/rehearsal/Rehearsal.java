package dev.lanparty.launcher.rehearsal;

import dev.lanparty.device.Devices;
import dev.lanparty.device.PacketDevice;
import dev.lanparty.device.TapDevice;
import dev.lanparty.device.TapOptions;
import dev.lanparty.frame.MacAddress;
import dev.lanparty.identity.RelayIdentity;
import dev.lanparty.identity.ServerName;
import dev.lanparty.launcher.CommandLines;
import dev.lanparty.launcher.client.ClientLauncher;
import dev.lanparty.launcher.gateway.GatewayLauncher;
import dev.lanparty.launcher.relay.RelayLauncher;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs all roles once in this process, with frames from end to end, and exits. The script {@code lanparty} has the JVM note meanwhile
 * which classes they load, for a cache from which a role starts in half the time; and, where it can, what the methods on a frame's way
 * do most, so that a role need not find that out anew before they are compiled.
 *
 * <p>It opens real devices of fixed names: it is to be run in a network namespace of its own, the loopback interface up.
 */
public final class Rehearsal {
    private static final int PORT = 4433;
    private static final int MTU_BYTES = 1500;
    private static final int SHORTEST_BYTES = 60;
    private static final int LONGEST_BYTES = 1514;
    /** Enough for every class and branch of a frame's way. */
    private static final int FRAMES = 200;
    /** Enough for the JVM to take this for a role's usual day. */
    private static final int BURSTS = 1_000;
    private static final int FRAMES_IN_BURST = 16;
    /** One frame of a burst is of a game, the others are of a transfer. */
    private static final int GAME_BYTES = 100;
    private static final int TRANSFER_BYTES = 1_400;
    private static final Duration BETWEEN_FRAMES = Duration.ofMillis(1);
    private static final short EXPERIMENTAL = (short) 0x88b5;
    private static final MacAddress LAN_HOST = MacAddress.parse("02:00:00:00:00:01");
    private static final MacAddress PLAYER = MacAddress.parse("02:00:00:00:00:02");

    private Rehearsal() {
    }

    /**
     * Plays and ends the process; or makes the relay's certificate first, which is another process's part: a cache with the
     * classes for it would make every start load some of them.
     *
     * @param arguments {@code certificate} or {@code play}, and the folder for the certificate
     */
    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[1]);
        if (arguments[0].equals("certificate")) {
            RelayIdentity.keptIn(folder, ServerName.parse(ServerName.DEFAULT), Instant.now());
        } else {
            play(folder);
        }
    }

    private static void play(Path folder) {
        Path certificate = folder.resolve("relay.der");
        String[] join = {"--relay", "127.0.0.1:" + PORT, "--server-name", ServerName.DEFAULT, "--relay-ca-cert",
                certificate.toString(), "--room", "REHEARSAL"};
        ReadyCue cue = new ReadyCue(System.out);
        System.setOut(cue);
        boolean ready = false;
        try (TapDevice lan = Devices.openTap(new TapOptions("lan0", LAN_HOST.toBytes(), MTU_BYTES))) {
            lan.setLinkUp(true);
            start(new RelayLauncher(), cue, "--listen", "127.0.0.1:" + PORT, "--state-dir", folder.toString(),
                    "--dev-cert-der-out", certificate.toString());
            start(new GatewayLauncher(), cue, with(join, "--interface", "lan0", "--state-dir", folder.toString()));
            start(new ClientLauncher(), cue,
                    with(join, "--tap", "tap0", "--virtual-mac", PLAYER.toString(), "--identity",
                            folder.resolve("identity.json").toString()));
            try (PacketDevice player = Devices.openLan("tap0")) {
                sendOfEveryLength(lan, player);
                sendBursts(lan, player);
            }
            ready = true;
        } finally {
            System.exit(ready ? 0 : 1);
        }
    }

    private static void start(Object launcher, ReadyCue cue, String... arguments) {
        Thread.ofPlatform().daemon().start(() -> CommandLines.execute(launcher, arguments));
        cue.await();
    }

    private static String[] with(String[] join, String... more) {
        String[] all = new String[join.length + more.length];
        System.arraycopy(join, 0, all, 0, join.length);
        System.arraycopy(more, 0, all, join.length, more.length);
        return all;
    }

    /** Those that need fragments too. */
    private static void sendOfEveryLength(PacketDevice lan, PacketDevice player) {
        for (int i = 0; i < FRAMES; i++) {
            int lengthBytes = SHORTEST_BYTES + i * (LONGEST_BYTES - SHORTEST_BYTES) / FRAMES;
            send(lan, PLAYER, LAN_HOST, lengthBytes);
            send(player, LAN_HOST, PLAYER, lengthBytes);
            LockSupport.parkNanos(BETWEEN_FRAMES.toNanos());
        }
    }

    private static void sendBursts(PacketDevice lan, PacketDevice player) {
        for (int i = 0; i < BURSTS; i++) {
            for (int frame = 0; frame < FRAMES_IN_BURST; frame++) {
                int lengthBytes = frame == 0 ? GAME_BYTES : TRANSFER_BYTES;
                send(lan, PLAYER, LAN_HOST, lengthBytes);
                send(player, LAN_HOST, PLAYER, lengthBytes);
            }
            LockSupport.parkNanos(BETWEEN_FRAMES.toNanos());
        }
    }

    private static void send(PacketDevice device, MacAddress to, MacAddress from, int lengthBytes) {
        ByteBuffer frame = device.transmitMemory().duplicate().clear();
        frame.put(to.toBytes()).put(from.toBytes()).putShort(EXPERIMENTAL);
        device.send(lengthBytes);
    }
}
