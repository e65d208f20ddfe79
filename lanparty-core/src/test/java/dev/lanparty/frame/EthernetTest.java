package dev.lanparty.frame;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class EthernetTest {
    @Test
    void findsTheFieldsOfAHeaderAtAnyOffset() {
        MacAddress highest = MacAddress.parse("fe:dc:ba:98:76:54");
        for (int offset : new int[]{0, 1, 18}) {
            ByteBuf buffer = Unpooled.wrappedBuffer(new byte[offset],
                    Frames.ethernet(MacAddress.BROADCAST, highest, 0x86dd));
            assertEquals(MacAddress.BROADCAST.bits(), Ethernet.destination(buffer, offset));
            assertEquals(highest.bits(), Ethernet.source(buffer, offset));
            assertEquals(0x86dd, Ethernet.type(buffer, offset));
        }
    }

    @Test
    void writesTheHeaderThatIsReadBack() {
        ByteBuf buffer = Unpooled.buffer(14);
        Ethernet.writeHeader(buffer, Frames.BOB.bits(), Frames.SERVER.bits(), 0x88cc);

        assertArrayEquals(Frames.ethernet(Frames.BOB, Frames.SERVER, 0x88cc), ByteBufUtil.getBytes(buffer));
    }

    @Test
    void knowsTagsByTheirType() {
        assertFalse(EtherType.isTag(Frames.ARP));
        for (int type : new int[]{0x8100, 0x88a8, 0x9100}) {
            assertTrue(EtherType.isTag(type));
        }
    }

    /** As QEMU and VMware announce a machine that has moved, byte for byte. */
    @Test
    void announcesAStationWithAReverseRequestAboutItself() {
        ByteBuf buffer = Unpooled.buffer(64);
        buffer.writeByte(9);
        RarpAnnouncement.write(buffer, Frames.ALICE);

        assertEquals(
                "09 ffffffffffff 02000000000a 8035 0001 0800 06 04 0003 02000000000a 00000000 02000000000a 00000000 "
                        .replace(" ", "") + "00".repeat(18),
                HexFormat.of().formatHex(ByteBufUtil.getBytes(buffer)));
    }
}
