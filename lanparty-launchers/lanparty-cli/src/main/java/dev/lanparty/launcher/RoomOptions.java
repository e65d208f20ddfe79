package dev.lanparty.launcher;

import dev.lanparty.control.Role;
import dev.lanparty.control.RoomCode;
import dev.lanparty.endpoint.RelayAddress;
import dev.lanparty.endpoint.RoomAccess;
import dev.lanparty.identity.RelayTrust;
import dev.lanparty.identity.ServerName;
import dev.lanparty.secret.Invite;
import dev.lanparty.session.RetryTiming;
import dev.lanparty.session.SessionTiming;
import dev.lanparty.transport.QuicSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Which room to join, and how, by an invite or by options: what gateway and client have in common. */
public final class RoomOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Parameters(arity = "0..1", paramLabel = "INVITE", description = "What you were sent: lanparty://… in quotes. Others on this computer see it in the list of"
            + " programs while it runs; --invite-file keeps it from them.")
    private @Nullable String inviteText;

    @Option(names = "--invite-file", paramLabel = "FILE", description = "A file with the invite in it, or - to paste it.")
    private @Nullable Path inviteFile;

    @Option(names = "--relay", paramLabel = "HOST:PORT", description = "Without an invite: where the relay is.")
    private @Nullable RelayAddress relay;

    @Option(names = "--server-name", paramLabel = "NAME", description = "The name that the relay's certificate must have; lanparty-relay.local for one that a relay"
            + " made itself (default without --relay-ca-cert: the relay's host).")
    private @Nullable ServerName serverName;

    @Option(names = "--relay-ca-cert", paramLabel = "FILE", description = "The relay's certificate, or that of the authority that vouches for it (DER or PEM; default:"
            + " the authorities that this computer trusts).")
    private @Nullable Path relayCaCertificate;

    @Option(names = "--room", paramLabel = "ROOM1", converter = RoomCodes.class, description = "The room to join: 1 to 32 letters, digits and hyphens, agreed upon with the others.")
    private @Nullable String room;

    @Option(names = "--retry-for", converter = Seconds.class, paramLabel = "SECONDS", description = "For how long a relay that was lost is tried again, 0 for not at all (default: for ever).")
    private @Nullable Duration retryFor;

    /** Reads a number of seconds. */
    private static final class Seconds implements CommandLine.ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            if (!text.matches("\\d{1,9}")) {
                throw new CommandLine.TypeConversionException("'" + text + "' is not a number of seconds");
            }
            return Duration.ofSeconds(Long.parseLong(text));
        }
    }

    /** Spells a room's code, so that one that is none is a mistake in the command line. */
    private static final class RoomCodes implements CommandLine.ITypeConverter<String> {
        @Override
        public String convert(String text) throws Exception {
            return CommandLines.sentence(RoomCode::normalize).convert(text);
        }
    }

    /**
     * Checks what options alone cannot say: that there is one way to a room, and only one.
     *
     * @param role that is started, and that an invite must be for
     * @throws ParameterException if there is none
     */
    public void check(Role role) {
        List<String> given = new ArrayList<>();
        if (inviteText != null) {
            given.add("INVITE");
        }
        if (inviteFile != null) {
            given.add("--invite-file");
        }
        if (relay != null || serverName != null || relayCaCertificate != null || room != null) {
            given.add("--relay and its like");
        }
        if (given.size() > 1) {
            throw mistake("an invite says it all: give one of " + String.join(" and ", given) + ", not both");
        }
        if (given.isEmpty()) {
            throw mistake("an invite is needed, as in ./lanparty " + nameOf(role) + " 'lanparty://…'; or --relay and"
                    + " --room without one");
        }
        if (inviteText != null) {
            checkArgument(inviteText, role);
        } else if (inviteFile == null) {
            checkOptions();
        }
    }

    /** Not by a converter: the value of an option that is misspelt would be taken for a wrong invite, and its name not be told. */
    private void checkArgument(String text, Role role) {
        try {
            checkRole(Invite.parse(text), role);
        } catch (IllegalArgumentException wrong) {
            throw mistake(String.valueOf(wrong.getMessage()));
        }
    }

    private void checkOptions() {
        List<String> missing = new ArrayList<>();
        if (relay == null) {
            missing.add("'--relay=HOST:PORT'");
        }
        if (relayCaCertificate != null && serverName == null) {
            missing.add("'--server-name=NAME'");
        }
        if (room == null) {
            missing.add("'--room=ROOM1'");
        }
        if (!missing.isEmpty()) {
            throw mistake("Missing required option" + (missing.size() == 1 ? ": " : "s: ")
                    + String.join(", ", missing));
        }
    }

    private static String nameOf(Role role) {
        return role == Role.GATEWAY ? "gateway" : "client";
    }

    private ParameterException mistake(String sentence) {
        return new ParameterException(command.commandLine(), sentence);
    }

    private static void checkRole(Invite invite, Role role) {
        if (invite.role() != role) {
            throw new IllegalArgumentException("the invite is one for " + (role == Role.GATEWAY
                    ? "players: the gateway has another, which the organiser keeps; a player runs ./lanparty client"
                    : "the gateway, and gives it away to whoever has it: a player needs the players' invite"));
        }
    }

    /**
     * The room that is meant.
     *
     * @param role that is started
     * @param name what the player would be called, or null
     * @param quic how QUIC is to be used
     */
    public RoomAccess access(Role role, @Nullable String name, QuicSettings quic) {
        RoomAccess usual = usualAccess(role, name, quic);
        return retryFor == null ? usual : usual.retryFor(retryFor);
    }

    private RoomAccess usualAccess(Role role, @Nullable String name, QuicSettings quic) {
        Invite invite = invite();
        if (invite != null) {
            checkRole(invite, role);
            return RoomAccess.by(invite, name, Version.SOFTWARE).withQuic(quic);
        }
        RelayAddress address = relay;
        String code = room;
        if (address == null || code == null) {
            throw new IllegalStateException("checked before");
        }
        return new RoomAccess(address, trust(address), code, null, Version.SOFTWARE, quic,
                SessionTiming.DEFAULT, RetryTiming.DEFAULT);
    }

    private @Nullable Invite invite() {
        if (inviteText != null) {
            return Invite.parse(inviteText);
        }
        return inviteFile == null ? null : InviteText.read(inviteFile);
    }

    private RelayTrust.Source trust(RelayAddress address) {
        ServerName name = serverName == null ? ServerName.parse(address.host()) : serverName;
        return relayCaCertificate == null
                ? new RelayTrust.PublicAuthorities(name)
                : new RelayTrust.CertificateFile(relayCaCertificate, name);
    }
}
