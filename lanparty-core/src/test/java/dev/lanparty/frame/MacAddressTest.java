package dev.lanparty.frame;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class MacAddressTest {
    @Test
    void readsColonsHyphensAndCapitals() {
        MacAddress expected = new MacAddress(0x0200_5e10_00ffL);

        assertEquals(expected, MacAddress.parse("02:00:5e:10:00:ff"));
        assertEquals(expected, MacAddress.parse("02-00-5E-10-00-FF"));
        assertEquals("02:00:5e:10:00:ff", expected.toString());
    }

    @Test
    void refusesWhatIsNoMacAddress() {
        for (String text : new String[]{"", "02:00:5e:10:00", "02:00:5e:10:00:01:02", "02005e100001",
                "0g:00:5e:10:00:01",
                " 02:00:5e:10:00:01", "02:00:5e:10:00:01\n", "2:0:5e:10:0:1", "０２:00:5e:10:00:01"}) {
            assertThrows(IllegalArgumentException.class, () -> MacAddress.parse(text), text);
        }
        assertThrows(IllegalArgumentException.class, () -> MacAddress.of(new byte[5]));
        assertThrows(IllegalArgumentException.class, () -> new MacAddress(1L << 48));
        assertThrows(IllegalArgumentException.class, () -> new MacAddress(-1));
    }

    @Test
    void comesBackFromTextAndBytes() {
        Random random = Seeds.random();
        for (int i = 0; i < 1_000; i++) {
            MacAddress address = new MacAddress(random.nextLong(1L << 48));
            assertEquals(address, MacAddress.parse(address.toString()));
            assertEquals(address, MacAddress.of(address.toBytes()));
        }
        assertArrayEquals(Frames.bytes(0x02, 0, 0, 0, 0, 0x0a), Frames.ALICE.toBytes());
    }

    @Test
    void tellsStationsFromGroupsAndNobody() {
        assertTrue(Frames.ALICE.isUsableUnicast());
        assertTrue(Frames.SERVER.isUsableUnicast());
        assertFalse(MacAddress.BROADCAST.isUsableUnicast());
        assertFalse(MacAddress.parse("01:00:5e:00:00:01").isUsableUnicast());
        assertFalse(new MacAddress(0).isUsableUnicast());
    }

    @Test
    void makesRandomAddressesThatAreLocalAndOfOneStation() {
        Random random = Seeds.random();
        for (int i = 0; i < 1_000; i++) {
            int first = MacAddress.randomLocal(random).toBytes()[0];
            assertEquals(0b10, first & 0b11);
        }
    }
}
