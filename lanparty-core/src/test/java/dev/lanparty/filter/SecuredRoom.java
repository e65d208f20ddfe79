package dev.lanparty.filter;

import dev.lanparty.frame.AddressProbe;
import dev.lanparty.frame.MacAddress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The port security of a room with a time of its own: players and a LAN that send whole frames. */
final class SecuredRoom {
    private final PortSecurity security;
    private final Map<MacAddress, PlayerAddresses> players = new HashMap<>();
    /** Below 0, as a nano clock may be. */
    private long now = -1_000_000_000_000L;
    private long ticked = now;

    SecuredRoom() {
        this(FilterPolicy.PARTY, 100);
    }

    SecuredRoom(FilterPolicy policy, int maxLanAddresses) {
        security = new PortSecurity(policy, maxLanAddresses);
        security.gatewayJoined(now);
    }

    void advance(Duration time) {
        now += time.toNanos();
        while (now - ticked >= Duration.ofSeconds(1).toNanos()) {
            ticked += Duration.ofSeconds(1).toNanos();
            security.tick(ticked);
        }
    }

    /** As long as the LAN has to object to an address. */
    void letTheLanAnswer() {
        advance(Duration.ofMillis(500));
    }

    @Nullable
    DropReason playerSends(MacAddress mac, byte[] frame) {
        return security.judgeFromClient(Unpooled.wrappedBuffer(frame), 0, frame.length, player(mac), now);
    }

    /** A player sends a frame for the first time from an address, and again when the LAN has had its time. */
    @Nullable
    DropReason playerSettles(MacAddress mac, byte[] frame) {
        playerSends(mac, frame);
        letTheLanAnswer();
        return playerSends(mac, frame);
    }

    private PlayerAddresses player(MacAddress mac) {
        return players.computeIfAbsent(mac, key -> security.join(key.bits(), now));
    }

    void playerLeaves(MacAddress mac) {
        security.leave(Objects.requireNonNull(players.remove(mac)), now);
    }

    @Nullable
    DropReason lanSends(byte[] frame) {
        return security.judgeFromGateway(Unpooled.wrappedBuffer(frame), 0, frame.length, true, now);
    }

    /** The first piece of a frame in pieces. */
    @Nullable
    DropReason lanSendsPiece(byte[] frame, int lengthBytes) {
        return security.judgeFromGateway(Unpooled.wrappedBuffer(frame), 0, lengthBytes, false, now);
    }

    void gatewayLeaves() {
        security.gatewayLeft();
    }

    void gatewayJoins() {
        security.gatewayJoined(now);
    }

    /** What the LAN is asked since the last call. */
    List<byte[]> questions() {
        List<byte[]> questions = new ArrayList<>();
        while (security.hasQuestion()) {
            ByteBuf frame = Unpooled.buffer(AddressProbe.IPV6_BYTES, AddressProbe.IPV6_BYTES);
            if (security.writeQuestion(frame)) {
                questions.add(ByteBufUtil.getBytes(frame));
            }
        }
        return questions;
    }
}
