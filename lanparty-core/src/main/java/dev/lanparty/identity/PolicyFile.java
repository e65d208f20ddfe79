package dev.lanparty.identity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lanparty.filter.FilterPolicy;
import dev.lanparty.filter.FilterPolicy.RouterAdvertisements;
import dev.lanparty.filter.PortSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A room's policy as a person writes it: the name of a profile, or a file that begins from one and changes settings of it.
 *
 * <pre>
 * {
 *   "profile": "games-only",
 *   "vlanTags": false,
 *   "routerAdvertisements": "disarm",
 *   "dhcpRoutes": false,
 *   "portSecurity": true,
 *   "blockedTcpPorts": [139, 445, 3389],
 *   "blockedUdpPorts": [1900]
 * }
 * </pre>
 *
 * Each may be left out; the profile is then {@code party}. See {@link FilterPolicy} for what they mean. A list replaces
 * that of the profile.
 */
public final class PolicyFile {
    /** The profiles by name. */
    public static final Map<String, FilterPolicy> PROFILES = profiles();

    private static final List<String> SETTINGS = List.of("profile", "vlanTags", "routerAdvertisements", "dhcpRoutes",
            "portSecurity", "blockedTcpPorts", "blockedUdpPorts");
    private static final int EXCERPT_CHARACTERS = 40;

    private static final JsonMapper JSON = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private final Path file;
    private final JsonNode content;

    private PolicyFile(Path file, JsonNode content) {
        this.file = file;
        this.content = content;
    }

    private static Map<String, FilterPolicy> profiles() {
        Map<String, FilterPolicy> profiles = new LinkedHashMap<>();
        profiles.put("open", FilterPolicy.OPEN);
        profiles.put("party", FilterPolicy.PARTY);
        profiles.put("games-only", FilterPolicy.GAMES_ONLY);
        return Map.copyOf(profiles);
    }

    /**
     * The policy of a profile's name, or of a file.
     *
     * @throws IdentityException if it is neither, or the file cannot be read or holds something else
     */
    public static FilterPolicy of(String profileOrFile) {
        FilterPolicy profile = PROFILES.get(profileOrFile);
        if (profile != null) {
            return profile;
        }
        Path file = Path.of(profileOrFile);
        if (!AtomicFile.exists(file)) {
            throw new IdentityException("'" + excerpt(profileOrFile)
                    + "' is neither a profile nor a file - name one of open, party and games-only, or the path of a file");
        }
        return read(file);
    }

    /**
     * The policy in a file.
     *
     * @throws IdentityException if it cannot be read or holds something else
     */
    public static FilterPolicy read(Path file) {
        JsonNode content;
        try {
            content = JSON.readTree(AtomicFile.read(file));
        } catch (JsonProcessingException notJson) {
            throw new IdentityException(file + " is no policy: it is not JSON, at line "
                    + notJson.getLocation().getLineNr() + " - mend it as docs/security.md shows");
        } catch (IOException failure) {
            throw FileFailure.reading(file, failure);
        }
        return new PolicyFile(file, content).policy();
    }

    private FilterPolicy policy() {
        if (!content.isObject()) {
            throw wrong("it must be an object, as in {\"profile\": \"party\"}");
        }
        content.fieldNames().forEachRemaining(name -> {
            if (!SETTINGS.contains(name)) {
                throw wrong("there is no setting '" + excerpt(name) + "', but " + String.join(", ", SETTINGS));
            }
        });
        FilterPolicy base = profile();
        return new FilterPolicy(truth("vlanTags", base.vlanTags()), advertisements(base.routerAdvertisements()),
                truth("dhcpRoutes", base.dhcpRoutes()), truth("portSecurity", base.portSecurity()),
                ports("blockedTcpPorts", base.blockedTcpPorts()), ports("blockedUdpPorts", base.blockedUdpPorts()));
    }

    private FilterPolicy profile() {
        JsonNode name = content.path("profile");
        if (name.isMissingNode()) {
            return FilterPolicy.PARTY;
        }
        FilterPolicy profile = name.isTextual() ? PROFILES.get(name.textValue()) : null;
        if (profile == null) {
            throw wrong("its profile must be \"open\", \"party\" or \"games-only\"");
        }
        return profile;
    }

    private boolean truth(String setting, boolean usual) {
        JsonNode value = content.path(setting);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw wrong("its " + setting + " must be true or false");
        }
        return value.asBoolean(usual);
    }

    private RouterAdvertisements advertisements(RouterAdvertisements usual) {
        JsonNode value = content.path("routerAdvertisements");
        if (value.isMissingNode()) {
            return usual;
        }
        for (RouterAdvertisements fate : RouterAdvertisements.values()) {
            if (value.isTextual() && value.textValue().equals(fate.name().toLowerCase(Locale.ROOT))) {
                return fate;
            }
        }
        throw wrong("its routerAdvertisements must be \"drop\", \"disarm\" or \"pass\"");
    }

    private PortSet ports(String setting, PortSet usual) {
        JsonNode value = content.path(setting);
        if (value.isMissingNode()) {
            return usual;
        }
        List<Integer> ports = new ArrayList<>();
        for (JsonNode port : value) {
            ports.add(port.isInt() ? port.intValue() : 0);
        }
        try {
            if (value.isArray()) {
                return PortSet.of(ports);
            }
        } catch (IllegalArgumentException outOfRange) {
            // As below.
        }
        throw wrong("its " + setting + " must be a list of ports from 1 to 65535, as in [139, 445]");
    }

    private IdentityException wrong(String what) {
        return new IdentityException(file + " is no policy: " + what + " - mend it as docs/security.md shows");
    }

    /** A file may come from anywhere: it must neither fill a log line nor break it. */
    private static String excerpt(String text) {
        String start = text.length() <= EXCERPT_CHARACTERS ? text : text.substring(0, EXCERPT_CHARACTERS) + "...";
        return start.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
