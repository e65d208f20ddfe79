package dev.lanparty.launcher;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.BinaryBitmap;
import com.google.zxing.EncodeHintType;
import com.google.zxing.LuminanceSource;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/**
 * A text as a QR code (ISO/IEC 18004), for a terminal and as a picture.
 *
 * <p>Any of eight masks may lie over a text's squares, and whoever draws it chooses one. Under the encoder's choice this library's own
 * reader, which many telephones have, does not find or read one invite in 65, even in a perfect picture (of 2,629 it was 40). So
 * the first mask is taken with which it is read back.
 */
public final class QrCode {
    /** The white around it that a reader needs is four squares wide. */
    private static final int MARGIN = 4;
    private static final int PIXELS_PER_SQUARE = 8;
    private static final int MASKS = 8;
    private static final int WHITE = 0xffffff;
    /** Black on white whatever the terminal's colours are: many readers want no white on black. */
    private static final String BLACK_ON_WHITE = "\u001b[30;107m";
    private static final String AS_BEFORE = "\u001b[0m";

    private final BitMatrix squares;

    private QrCode(BitMatrix squares) {
        this.squares = squares;
    }

    /**
     * The code of a text.
     *
     * @throws IllegalArgumentException if it is too long for one
     */
    public static QrCode of(String text) {
        Map<EncodeHintType, Object> hints = new EnumMap<>(EncodeHintType.class);
        hints.put(EncodeHintType.ERROR_CORRECTION, ErrorCorrectionLevel.L);
        hints.put(EncodeHintType.MARGIN, MARGIN);
        QrCode first = encode(text, hints);
        if (first.isReadAs(text)) {
            return first;
        }
        for (int mask = 0; mask < MASKS; mask++) {
            hints.put(EncodeHintType.QR_MASK_PATTERN, mask);
            QrCode other = encode(text, hints);
            if (other.isReadAs(text)) {
                return other;
            }
        }
        return first;
    }

    private static QrCode encode(String text, Map<EncodeHintType, Object> hints) {
        try {
            return new QrCode(new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, 0, 0, hints));
        } catch (WriterException tooLong) {
            throw new IllegalArgumentException("this does not fit a QR code: " + tooLong.getMessage(), tooLong);
        }
    }

    private boolean isReadAs(String text) {
        BufferedImage picture = picture();
        int width = picture.getWidth();
        int height = picture.getHeight();
        LuminanceSource source = new RGBLuminanceSource(width, height,
                picture.getRGB(0, 0, width, height, null, 0, width));
        try {
            return text.equals(new QRCodeReader().decode(new BinaryBitmap(new HybridBinarizer(source))).getText());
        } catch (ReaderException notFound) {
            return false;
        }
    }

    /** For a terminal: a character is two squares, one above the other. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (int y = 0; y < squares.getHeight(); y += 2) {
            StringBuilder line = new StringBuilder(BLACK_ON_WHITE);
            for (int x = 0; x < squares.getWidth(); x++) {
                boolean above = squares.get(x, y);
                boolean below = y + 1 < squares.getHeight() && squares.get(x, y + 1);
                line.append(above ? (below ? '█' : '▀') : (below ? '▄' : ' '));
            }
            lines.add(line.append(AS_BEFORE).toString());
        }
        return lines;
    }

    /** As a picture in PNG. */
    public byte[] png() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture(), "png", bytes);
        } catch (IOException impossible) {
            throw new IllegalStateException("a picture in memory can always be written", impossible);
        }
        return bytes.toByteArray();
    }

    private BufferedImage picture() {
        int width = squares.getWidth() * PIXELS_PER_SQUARE;
        int height = squares.getHeight() * PIXELS_PER_SQUARE;
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_BINARY);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                picture.setRGB(x, y, squares.get(x / PIXELS_PER_SQUARE, y / PIXELS_PER_SQUARE) ? 0 : WHITE);
            }
        }
        return picture;
    }
}
