"""Shows the library and its answers: a Streamlit app."""
