"""Mail server for trying mailcenter on one machine: SMTP, IMAP and POP3 on loopback, no Django."""
