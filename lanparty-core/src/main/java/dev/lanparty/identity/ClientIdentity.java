package dev.lanparty.identity;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lanparty.frame.MacAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.random.RandomGenerator;

/**
 * Who a player's PC is at the party: one virtual MAC address, the same at every start, so that leases, switches and games
 * know it again.
 *
 * @param mac a unicast address
 */
public record ClientIdentity(MacAddress mac) {
    /** The file's name in the state folder. */
    public static final String FILE_NAME = "lanparty-client-identity.json";

    private static final JsonMapper JSON = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    /**
     * An identity given by a person; nothing is kept of it.
     *
     * @throws IdentityException if no single station can have the address
     */
    public ClientIdentity {
        if (!mac.isUsableUnicast()) {
            throw new IdentityException(mac + " is the MAC address of no single station"
                    + " - take one whose first byte is even, as in 02:00:5e:10:00:01");
        }
    }

    /**
     * The identity in a file, which is made at the first time with an address from the random source, locally administered.
     * A file that is there is never changed.
     *
     * @param random one that cannot be guessed, so that no two players have one address
     * @throws IdentityException if the file can be neither read nor made, or holds something else
     */
    public static ClientIdentity keptIn(Path file, RandomGenerator random) {
        if (!AtomicFile.exists(file)) {
            String content = "{\"mac\": \"" + MacAddress.randomLocal(random) + "\"}\n";
            AtomicFile.createPrivate(file, content.getBytes(StandardCharsets.UTF_8));
        }
        return read(file);
    }

    private static ClientIdentity read(Path file) {
        MacAddress mac;
        try {
            JsonNode text = JSON.readTree(AtomicFile.read(file)).path("mac");
            if (!text.isTextual()) {
                throw damaged(file, "it has no text named mac");
            }
            mac = MacAddress.parse(text.textValue());
        } catch (IOException notJson) {
            throw damaged(file, "it is not JSON");
        } catch (IllegalArgumentException notAnAddress) {
            throw damaged(file, "its mac is not a MAC address");
        }
        if (!mac.isUsableUnicast()) {
            throw damaged(file, "its mac is that of no single station");
        }
        return new ClientIdentity(mac);
    }

    private static IdentityException damaged(Path file, String what) {
        return new IdentityException(file + " is damaged: " + what
                + " - mend it as in {\"mac\": \"02:00:5e:10:00:01\"}, or delete it to get a new MAC address");
    }
}
