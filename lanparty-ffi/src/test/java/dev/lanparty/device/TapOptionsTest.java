package dev.lanparty.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class TapOptionsTest {
    private static final byte[] ADDRESS = {2, 0, 0, 0, 0, 7};

    @Test
    void refusesWhatNoAdapterCanBe() {
        assertRefused(new byte[5], 1500, "hardwareAddress must have 6 bytes, has 5");
        assertRefused(new byte[6], 1500, "hardwareAddress must be a unicast address, was 00:00:00:00:00:00");
        assertRefused(new byte[]{1, 0, 0, 0, 0, 7}, 1500,
                "hardwareAddress must be a unicast address, was 01:00:00:00:00:07");
        assertRefused(ADDRESS, 67, "mtuBytes must be 68 to 1500, was 67");
        assertRefused(ADDRESS, 1501, "mtuBytes must be 68 to 1500, was 1501");
    }

    private static void assertRefused(byte[] address, int mtuBytes, String reason) {
        assertEquals(reason, assertThrows(IllegalArgumentException.class, () -> new TapOptions("", address, mtuBytes))
                .getMessage());
    }

    @Test
    void comparesHardwareAddressesByContent() {
        assertEquals(new TapOptions("a", ADDRESS, 1500), new TapOptions("a", ADDRESS.clone(), 1500));
        assertEquals("TapOptions[name=a, hardwareAddress=02:00:00:00:00:07, mtuBytes=1500]",
                new TapOptions("a", ADDRESS, 1500).toString());
    }
}
