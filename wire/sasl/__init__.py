"""How clients prove who they are (SASL, RFC 4422): one file for each mechanism, no socket here but
in the three adapters over_imap, over_pop3 and over_smtp."""
