package io.quorate.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quorate.client.Acls;
import io.quorate.client.CreateMode;
import io.quorate.client.Op;
import io.quorate.jute.proto.Acl;
import java.util.List;

/**
 * Znodes as lines of JSON: a first line that says what this is, then a line for each znode, parents before their children. Paths are
 * relative to the one that was exported, whose own is empty. Data that is text stands there as text, other data in base64.
 */
final class ExportFile {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int VERSION = 1;

    private ExportFile() {}

    /**
     * The first line.
     *
     * @param export the version of the format
     * @param path of the znode whose export this is
     */
    record Head(int export, String path) {}

    /**
     * One znode.
     *
     * @param text null if the data is no text, or there is none
     * @param base64 null if the data is text, or there is none
     * @param acl null for one that allows everybody everything
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Node(String path, String text, String base64, String acl) {
        static Node of(String path, byte[] data, List<Acl> acl) {
            String text = data == null ? null : DataFormat.text(data);
            return new Node(
                    path,
                    text,
                    data == null || text != null ? null : DataFormat.BASE64.shown(data),
                    acl.equals(Acls.OPEN) ? null : AclText.parsable(acl));
        }

        byte[] data() throws CommandException {
            return base64 == null ? Data.ofText(text) : Data.ofBase64(base64);
        }

        /** Its creation below a path. */
        Op creation(String root, boolean open) throws CommandException {
            List<Acl> list = acl == null || open ? Acls.OPEN : AclText.parse(acl);
            return Op.create(at(root), data(), list, CreateMode.PERSISTENT);
        }

        /** Where it is when what was exported is at a path. */
        String at(String root) {
            return path.isEmpty() ? root : root.equals("/") ? path : root + path;
        }
    }

    static String head(String path) {
        return json(new Head(VERSION, path));
    }

    static String line(Node node) {
        return json(node);
    }

    /** Checks a first line. */
    static void checkHead(String line) throws CommandException {
        try {
            if (line != null && MAPPER.readValue(line, Head.class).export() == VERSION) {
                return;
            }
        } catch (JsonProcessingException e) {
            throw new CommandException("line 1: no export of zkCli.sh: " + e.getOriginalMessage(), e);
        }
        throw new CommandException("line 1: no export of zkCli.sh (expected: {\"export\":" + VERSION + ",...})");
    }

    static Node parse(String line, int number) throws CommandException {
        try {
            Node node = MAPPER.readValue(line, Node.class);
            if (node.path() == null || !(node.path().isEmpty() || node.path().startsWith("/"))) {
                throw new CommandException("line " + number + ": path " + node.path() + " (expected: empty, or /...)");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw new CommandException("line " + number + ": " + e.getOriginalMessage(), e);
        }
    }

    private static String json(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written as JSON: " + value, e);
        }
    }
}
