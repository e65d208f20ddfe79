package dev.lanparty.launcher.station;

import dev.lanparty.device.Devices;
import dev.lanparty.device.FrameBurst;
import dev.lanparty.device.PacketDevice;
import dev.lanparty.frame.MacAddress;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gets an address from the DHCP server of an interface's network (RFC 2131, section 3.1), frame by frame. */
final class Lease {
    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);
    private static final UdpFrame.End EVERYBODY = UdpFrame.End.of("ff:ff:ff:ff:ff:ff", "255.255.255.255",
            DhcpMessage.SERVER_PORT);
    private static final InetAddress NO_ADDRESS = InetAddress.ofLiteral("0.0.0.0");

    private final PacketDevice device;
    private final MacAddress mac;
    private final int transaction = new SecureRandom().nextInt();
    private final FrameBurst burst = new FrameBurst(1);

    private Lease(PacketDevice device) {
        this.device = device;
        mac = MacAddress.of(device.hardwareAddress());
    }

    /** The address, its prefix, the server's address, and the microseconds it took from the first question. */
    static List<String> ask(String interfaceName, Duration timeout) throws IOException {
        try (PacketDevice device = Devices.openLan(interfaceName)) {
            Lease lease = new Lease(device);
            long begun = System.nanoTime();
            long deadline = begun + timeout.toNanos();
            DhcpMessage offer = lease.exchange(DhcpMessage.DISCOVER, Map.of(), DhcpMessage.OFFER, deadline);
            byte[] server = option(offer, DhcpMessage.SERVER);
            Map<Integer, byte[]> choice = new LinkedHashMap<>();
            choice.put(DhcpMessage.REQUESTED_ADDRESS, offer.yours().getAddress());
            choice.put(DhcpMessage.SERVER, server);
            DhcpMessage given = lease.exchange(DhcpMessage.REQUEST, choice, DhcpMessage.ACKNOWLEDGE, deadline);
            int prefixBits = new BigInteger(1, option(given, DhcpMessage.SUBNET_MASK)).bitCount();
            return List.of(given.yours().getHostAddress(), Integer.toString(prefixBits),
                    DhcpMessage.address(server).getHostAddress(), Long.toString((System.nanoTime() - begun) / 1_000));
        }
    }

    private static byte[] option(DhcpMessage message, int number) throws IOException {
        byte[] value = message.options().get(number);
        if (value == null) {
            throw new IOException("the DHCP server left out option " + number);
        }
        return value;
    }

    private DhcpMessage exchange(int type, Map<Integer, byte[]> options, int answerType, long deadline)
            throws IOException {
        byte[] question = UdpFrame.write(new UdpFrame.End(mac, NO_ADDRESS, DhcpMessage.CLIENT_PORT), EVERYBODY,
                new DhcpMessage(type, transaction, NO_ADDRESS, options).write(mac));
        while (System.nanoTime() - deadline < 0) {
            device.transmitMemory().clear().put(question);
            device.send(question.length);
            long again = System.nanoTime() + ASK_AGAIN.toNanos();
            while (System.nanoTime() - again < 0) {
                if (device.awaitReadable(Duration.ofNanos(Math.max(1, again - System.nanoTime())))
                        && device.receive(burst) > 0) {
                    DhcpMessage answer = received();
                    if (answer.type() == answerType && answer.transaction() == transaction) {
                        return answer;
                    }
                }
            }
        }
        throw new IOException("no DHCP server answered on " + device.name());
    }

    private DhcpMessage received() {
        ByteBuffer frame = device.receiveMemory().slice(burst.offset(0), burst.length(0));
        return DhcpMessage.read(UdpFrame.payload(frame, DhcpMessage.CLIENT_PORT));
    }
}
