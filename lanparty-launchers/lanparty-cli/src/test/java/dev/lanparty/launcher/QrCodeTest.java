package dev.lanparty.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import dev.lanparty.control.Role;
import dev.lanparty.secret.Invite;
import dev.lanparty.secret.InviteSecret;
import dev.lanparty.secret.KeyPin;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.security.SecureRandom;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** What is drawn is read back by a reader of the same library, as a telephone's camera would. */
class QrCodeTest {
    private static final int SCALE = 4;

    /** The encoder's own choice of a mask leaves some five of them unread. */
    private static final int INVITES = 300;

    private final SecureRandom random = new SecureRandom();
    private final String invite = newInvite();

    private String newInvite() {
        return new Invite("relay.example.org", 443, "ROOM1", KeyPin.of(new byte[KeyPin.BYTES]),
                InviteSecret.random(Role.CLIENT, random)).text();
    }

    private static String readPicture(String text) throws Exception {
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(QrCode.of(text).png()));
        int[] pixels = picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
        return read(picture.getWidth(), picture.getHeight(), pixels);
    }

    private static String read(int width, int height, int[] pixels) throws Exception {
        return new QRCodeReader()
                .decode(new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(width, height, pixels)))).getText();
    }

    @Test
    void everyPictureIsReadBack() throws Exception {
        for (int i = 0; i < INVITES; i++) {
            String text = newInvite();
            assertEquals(text, readPicture(text));
        }
    }

    @Test
    void theCharactersOnATerminalAreReadBack() throws Exception {
        List<String> lines = QrCode.of(invite).lines().stream().map(line -> line.replaceAll("\u001b\\[[0-9;]*m", ""))
                .toList();
        int width = lines.getFirst().length();
        assertTrue(width <= 79, "fits a terminal of 80 columns, is " + width);
        int[] pixels = new int[width * SCALE * lines.size() * 2 * SCALE];
        for (int y = 0; y < lines.size() * 2 * SCALE; y++) {
            for (int x = 0; x < width * SCALE; x++) {
                char square = lines.get(y / SCALE / 2).charAt(x / SCALE);
                boolean black = square == '█' || square == (y / SCALE % 2 == 0 ? '▀' : '▄');
                pixels[y * width * SCALE + x] = black ? 0 : 0xffffff;
            }
        }
        assertEquals(invite, read(width * SCALE, lines.size() * 2 * SCALE, pixels));
    }

    @Test
    void aTextThatIsTooLongIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> QrCode.of("x".repeat(4_000)));
    }
}
